"""Run the reference cloud: `python -m tests.cloud --data DIR`."""

import argparse
import asyncio
import logging
from pathlib import Path

from tests.cloud.serving import Options, serve


def main() -> None:
    """Read the arguments and serve until SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.cloud", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the database, the CA and the token")
    parser.add_argument("--host", default="127.0.0.1", help="address to serve the terminals on")
    parser.add_argument("--port", type=int, default=0, help="TLS port for the terminals; 0 takes a free one")
    parser.add_argument(
        "--http-port",
        type=int,
        default=0,
        help="loopback port of the page and the admin side, which asks for no password: for tests only",
    )
    parser.add_argument("--ready-file", type=Path, help="written when serving; default DIR/ready.json")
    parser.add_argument("--token-file", type=Path, help="the terminals' token, made if absent; default DIR/token")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    options = Options(
        folder=given.data,
        host=given.host,
        port=given.port,
        http_port=given.http_port,
        ready_file=given.ready_file or given.data / "ready.json",
        token_file=given.token_file or given.data / "token",
    )
    asyncio.run(serve(options))


if __name__ == "__main__":
    main()
