"""The one kind of error that is written for the user: what cannot be, where, and what is allowed, in one sentence."""


class Refusal(Exception):  # noqa: N818
    """Something that was asked for cannot be; the message is one sentence, without a capital first or a full stop.

    The command line prints it and leaves with code 2, the window shows it in a dialog. Every other error is a defect.
    """


def sentence(error: object) -> str:
    """Return the words of an error as one sentence: a capital first, a full stop last."""
    words = str(error).strip().rstrip(".")
    return f"{words[:1].upper()}{words[1:]}."
