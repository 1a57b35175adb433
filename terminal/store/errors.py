"""What can go wrong with the store."""


class StoreError(Exception):
    """The store could not do what was asked; nothing was changed."""


class DiskFull(StoreError, OSError):
    """There is no room for another row."""


class DiskFailed(StoreError, OSError):
    """The disk refused to read or write."""


class StoreDamaged(StoreError):
    """The file is no sound database any more; the next start salvages it."""
