"""The exception tree: what the user can mend, what the environment caused, what is our own mistake.

Every message is one whole Chinese sentence that can be shown as it stands. Exit codes are those of
the command line (design: 2 input, 3 environment, 4 ours). Findings about the *content* of a form are
never exceptions; see ``desktop.domain.checks``.
"""


class ZipingError(Exception):
    """Base of all errors this program raises on purpose. ``str(error)`` is a Chinese sentence."""

    exit_code = 4


class InputError(ZipingError):
    """The input cannot be used: missing file, not a workbook, unknown kind, broken JSON, unknown key."""

    exit_code = 2


class DefinitionError(InputError):
    """A form definition or rule set is broken.

    Attributes:
        file: name of the file.
        key: dotted path of the offending key, e.g. ``section[2].column[1].computed``.
        reason: what is wrong with it, a Chinese sentence without file and key.
    """

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file = file
        self.key = key
        self.reason = reason
        super().__init__(f"表样文件“{file}”的“{key}”有问题：{reason}")


class EnvironmentFault(ZipingError):
    """The surroundings failed: disk full, file locked, file damaged, no permission."""

    exit_code = 3
