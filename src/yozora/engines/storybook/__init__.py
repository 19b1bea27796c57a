"""The built-in model as an engine."""

from yozora.engines.storybook.engine import StorybookEngine, load_storybook
from yozora.engines.storybook.options import PaintOptions

__all__ = ["PaintOptions", "StorybookEngine", "load_storybook"]
