"""Models as folders of files with a manifest: checked before use, written in one move."""

from yozora.weights.store import CodecFacts, ModelFiles, known, load, sha256_named_in

__all__ = ["CodecFacts", "ModelFiles", "known", "load", "sha256_named_in"]
