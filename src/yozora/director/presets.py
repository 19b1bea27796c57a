"""Styles to choose by name, in words the director knows."""

from collections.abc import Mapping

from yozora.core.presets import StylePreset

PRESETS: Mapping[str, StylePreset] = {
    preset.name: preset
    for preset in (
        StylePreset(name="storybook", theme="storybook style", mood="gentle"),
        StylePreset(name="archival", theme="archival film", film_stock="grainy 16 mm film", mood="nostalgic"),
        StylePreset(name="film noir", theme="film noir style", colour="black and white", lighting="hard shadows"),
        StylePreset(name="papercraft", theme="papercraft style", content="cut from paper", lighting="soft light"),
        StylePreset(name="stop motion", theme="stop motion style", content="clay figures"),
        StylePreset(name="balloon world", theme="balloon style", content="everything made of balloons", mood="playful"),
        StylePreset(name="watercolour", theme="watercolour style", colour="soft washes"),
        StylePreset(name="pixel art", theme="pixel art style"),
        StylePreset(name="silhouette", theme="silhouette style", lighting="at sunset, backlit"),
        StylePreset(name="night sky", theme="storybook style", lighting="at night", content="stars", mood="quiet"),
    )
}
