"""An invisible mark of 36 bits in every picture, which outlives encoding, resizing, cropping and dropped frames.

The mark is a periodic pattern of brightness: a sum of plane waves whose phases spell the number. It is stretched with
the picture, so that resizing never changes it, and changes its sign every third of a second, so that what stands still
cancels out when it is read.
"""

from yozora.provenance.mark.marker import Marker
from yozora.provenance.mark.reader import Mark, find_mark
from yozora.provenance.mark.remover import unmarked
from yozora.provenance.mark.word import ID_BITS

__all__ = ["ID_BITS", "Mark", "Marker", "find_mark", "unmarked"]
