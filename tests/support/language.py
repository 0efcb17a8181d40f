"""Finds English sentences in what is meant to be Chinese."""

import re

# Not wording: code in back quotes, paths, options, codes such as requests/granted/total, and rules.
_NO_WORDS = re.compile(
    r"`[^`]*`|'[^'\n]*'|\"[^\"\n]*\"|示例：.*|用法：.*|\S*[/\\_.=\[\]@\d]\S*|--?[a-z-]+|<[a-z ]+>"
)
_SENTENCE = re.compile(r"[A-Za-z]+(?: +[A-Za-z]+){2,}")


def english_sentences(text: str) -> list[str]:
    """Three or more Latin words in a row, outside of code and paths.

    Parameters
    ----------
    text : str
        What was printed.
    """
    return _SENTENCE.findall(_NO_WORDS.sub("¦", text))
