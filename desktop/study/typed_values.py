"""The value of a parameter, as it is typed."""

from desktop.engine.parameters import Declaration, ParameterError, Value
from desktop.system.typed_numbers import AmbiguousError, NumberError, read_number


def read_value(declaration: Declaration, text: str, *, by_hand: bool = False) -> Value:
    """Return the value that a text means, as behind ``--set path=`` or in the field of a slider.

    ``by_hand`` is that of `read_number`; the unit of the parameter may stand behind a number.

    Raises
    ------
    ParameterError
        When it is no value of the parameter, or may be either of two.
    """
    text = text.strip()
    if declaration.choices:
        return declaration.check(text)
    if isinstance(declaration.default, bool):
        words: dict[str, Value] = {"true": True, "false": False}
        return declaration.check(words.get(text.lower(), text))
    try:
        number = read_number(text, declaration.unit, by_hand=by_hand)
    except AmbiguousError as error:
        message = f"{declaration.path} = {ascii(text)[:60]} is not allowed: {error}"
        raise ParameterError(message) from error
    except NumberError:
        return declaration.check(text)
    return declaration.check(number)
