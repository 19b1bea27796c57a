"""What the part of an address after `?` may say: it has to fit into the header of a request, 16 KiB with all of it."""

from typing import Annotated

from pydantic import Field

LONGEST_QUERY_TEXT = 1000  # characters, of up to 12 bytes each in an address

Word = Annotated[str, Field(max_length=200)]
"""An id, or a name."""

Code = Annotated[str, Field(max_length=4096, pattern=r"^[\x20-\x7e]*$")]
"""What an OpenID Connect provider sends back. Source: RFC 6749, appendix A."""
