"""Where a clip comes from: said in a signed manifest inside its file, and read from it again."""

from yozora.provenance.chain import Chain, make_chain
from yozora.provenance.credentials import Credentials, Ingredient, State, read_credentials
from yozora.provenance.keeping import has_chain, replace_chain, signer_in
from yozora.provenance.manifests import Signer, mark_id, marker_for

__all__ = [
    "Chain",
    "Credentials",
    "Ingredient",
    "Signer",
    "State",
    "has_chain",
    "make_chain",
    "mark_id",
    "marker_for",
    "read_credentials",
    "replace_chain",
    "signer_in",
]
