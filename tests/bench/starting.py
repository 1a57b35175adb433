"""core_start_ratio: the start of the core, over a fresh Python that imports what the core imports from others.

The dividend runs from before the process is made to the moment in its ready file; sensor and cloud are there, and the
store holds what an earlier start left. The divisor is one command, `python -c "import …"`, from before its process is
made to the end of its last import; its end is not counted. The list is what a core with a sensor, a light and a cloud
has really loaded from outside the standard library, module by module. Both run from compiled bytecode.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

from tests.bench.clock import MeasuredRig
from tests.bench.figures import Figure
from tests.bench.ground import Ground, say
from tests.bench.sampling import interleaved, spread
from tests.rig.program import ROOT
from tests.rig.rig import Shape

STARTS, STARTS_QUICK = 11, 3
LIMIT_S = 60.0
# What `wire` loads for a clock with a sensor stands inside its functions.
_CORE = "terminal.__main__, drivers.fingerprint.zfm, drivers.leds.null"
_LIST = f"""
import sys
before = set(sys.modules)
import {_CORE}
for name, module in sys.modules.items():
    if name not in before and "site-packages" in (getattr(module, "__file__", None) or ""):
        print(name)
"""


def measure(ground: Ground) -> Iterator[Figure]:
    """Start both by turns."""
    modules = _python(_LIST).split()
    own = sorted({name.partition(".")[0] for name in modules})
    say(f"the core imports {len(modules)} modules from others: {', '.join(own)}")
    core_s: list[float] = []
    imports_s: list[float] = []
    with MeasuredRig(ground.folder / "rig", Shape()) as rig:
        rig.listen_when_settled()  # so that the next start finds employees and a paired sensor
        rig.core.stop()

        def start_core() -> None:
            begun_at = time.monotonic()
            ready = rig.core.start().until_ready(rig.ready_file)
            core_s.append(ready["ready_at"] - begun_at)
            rig.core.stop()

        def import_others() -> None:
            imports = f"import {', '.join(modules)}\nimport time\nprint(time.monotonic())"
            begun_at = time.monotonic()
            imports_s.append(float(_python(imports)) - begun_at)

        import_others()  # the first one may have to compile
        imports_s.clear()
        for _ in interleaved(ground.samples(STARTS, STARTS_QUICK), start_core, import_others):
            pass
    say(f"start of the core, in ms: {spread(core_s, 1_000)}")
    say(f"imports alone, in ms: {spread(imports_s, 1_000)}")
    yield Figure("core_start_ratio", median(core_s) / median(imports_s))


def _python(code: str) -> str:
    """Run code in a fresh interpreter and return what it prints."""
    done = subprocess.run(
        (sys.executable, "-c", code),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        timeout=LIMIT_S,
        check=True,
    )
    return done.stdout.decode()
