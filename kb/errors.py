"""What can go wrong, each as a class whose message tells a person what to do."""


class CarbonKBError(Exception):
    """The base of every error this project raises on purpose."""


class SettingsError(CarbonKBError):
    """An environment variable holds a value that cannot be used."""


class UnreadableFile(CarbonKBError):
    """A file cannot be read as a document; the message names no path, only what is wrong and what to do."""


class MetadataError(CarbonKBError):
    """A document's metadata is missing, malformed or contradicts another document's; names file and field."""


class NoIndexError(CarbonKBError):
    """There is no generation to serve yet; run ``carbonkb ingest PATH`` first."""


class DamagedIndexError(CarbonKBError):
    """A generation does not hold what its manifest says; ingest again or roll back."""


class BusyError(CarbonKBError):
    """Another build is under way on the same data directory."""


class MisquotedFactError(CarbonKBError):
    """The words that a fact quotes do not stand in its provision; names the fact."""


class UnknownDocumentError(CarbonKBError):
    """No document, rendition or passage has this id."""


class ModelError(CarbonKBError):
    """A model cannot be loaded or is not the one expected; says which package or setting mends it."""
