"""publiccode.yml has every key that the standard (0.5) wants, but the address that does not exist yet."""

from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
MANDATORY = {
    "publiccodeYmlVersion", "name", "platforms", "developmentStatus", "softwareType", "description", "legal",
    "maintenance", "localisation",
}  # fmt: skip
OPTIONAL = {
    "url", "landingURL", "categories", "intendedAudience", "releaseDate", "softwareVersion", "logo", "roadmap",
    "usedBy", "dependsOn", "isBasedOn", "organisation", "fundedBy", "inputTypes", "outputTypes", "applicationSuite",
}  # fmt: skip


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    yaml = pytest.importorskip("yaml", reason="PyYAML is absent: publiccode.yml is not read")
    found: dict[str, Any] = yaml.safe_load((PROJECT / "publiccode.yml").read_text("utf-8"))
    return found


def test_every_mandatory_key_is_there_and_none_that_nobody_knows(told: dict[str, Any]) -> None:
    assert set(told) >= MANDATORY
    assert set(told) <= MANDATORY | OPTIONAL
    assert str(told["publiccodeYmlVersion"]) == "0.5"
    assert told["platforms"] == ["web"]
    assert told["legal"]["license"]
    assert told["maintenance"]["contacts"][0]["name"]
    assert told["localisation"]["localisationReady"] is True


def test_an_address_is_given_only_when_there_is_one(told: dict[str, Any]) -> None:
    text = (PROJECT / "publiccode.yml").read_text()
    assert ("url" in told) != ("One mandatory key is left out: `url`" in text)


def test_each_description_has_the_length_that_the_standard_wants(told: dict[str, Any]) -> None:
    assert set(told["description"]) == {"nl", "en"}
    for words in told["description"].values():
        assert 0 < len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]
