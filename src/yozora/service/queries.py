"""What the part of an address after `?` may say: all of it has to fit into the head of a request, 16 KiB."""

from typing import Annotated

from pydantic import Field

LONGEST_QUERY_TEXT = 1000  # characters, of up to 12 bytes each in an address

Id = Annotated[str, Field(max_length=100, pattern="^[-_A-Za-z0-9]*$")]
"""The id of anything in the library."""

Word = Annotated[str, Field(max_length=200)]
"""A name."""

Code = Annotated[str, Field(max_length=2048, pattern=r"^[\x20-\x7e]*$")]
"""What an OpenID Connect provider sends back. Source: RFC 6749, appendix A."""
