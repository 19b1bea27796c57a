"""Annotations are checked while the tests run: shapes by jaxtyping, types by beartype, an int being a float too.

Importing this installs the check, so it must be imported before the package.
"""

from beartype import BeartypeConf, beartype
from jaxtyping import install_import_hook

checked = beartype(conf=BeartypeConf(is_pep484_tower=True))
install_import_hook(
    ["yozora.core", "yozora.worlds", "yozora.engines", "yozora.models", "yozora.diffusion", "yozora.conditioning"],
    "typechecker.checked",
)
