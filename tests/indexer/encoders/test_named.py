"""Any other model: its own prompts, and a message where it is not to be had."""

import numpy as np
import pytest

from indexer.encoder import EncoderMissingError, open_encoder
from indexer.encoders.named import prompts_of


@pytest.mark.parametrize(
    "name, stored, expected",
    [
        ("BAAI/bge-base-zh-v1.5", {}, {}),
        ("intfloat/multilingual-e5-base", {}, {"query": "query: ", "passage": "passage: "}),
        ("models/e5-tuned", {"query": "q: ", "document": "d: "}, {"query": "q: ", "document": "d: "}),
        ("intfloat/e5-small-v2", {"query": "", "document": ""}, {"query": "query: ", "passage": "passage: "}),
    ],
)
def test_a_model_brings_its_prompts_and_the_e5_family_has_two(name, stored, expected):
    assert prompts_of(name, stored) == expected


@pytest.mark.slow
def test_a_folder_of_sentence_transformers_is_opened_with_its_prompts(tmp_path):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import BoW, Normalize

    model = SentenceTransformer(modules=[BoW(vocab=["退货", "query:", "passage:"]), Normalize()], device="cpu")
    model.prompts = {"query": "query: ", "passage": "passage: "}
    model.save(str(tmp_path / "bow"))

    encoder = open_encoder(str(tmp_path / "bow"), tmp_path)

    half = pytest.approx(np.sqrt(0.5), abs=1e-6)
    assert encoder.encode_queries(["退货"]).tolist() == [[half, half, 0]]
    assert encoder.encode_passages(["退货"]).tolist() == [[half, 0, half]]


@pytest.mark.slow
def test_a_model_that_is_not_here_says_what_to_give(tmp_path):
    with pytest.raises(EncoderMissingError, match=r"found no sentence-transformers model .*no-such-model"):
        open_encoder(str(tmp_path / "no-such-model"), tmp_path)
