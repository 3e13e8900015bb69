"""The tokenizer of multilingual-e5-small, put together from its pieces and SentencePiece's own normaliser."""

import io
from typing import Any

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from indexer.encoders.e5_vocabulary import SPACE
from indexer.encoders.e5_weights import Weights


def tokenizer_of(weights: Weights) -> Tokenizer:
    marks = weights.marks
    pieces = list(zip(weights.pieces, weights.piece_scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=marks.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(_characters()), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")
    begin, end = weights.pieces[marks.begin], weights.pieces[marks.end]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, marks.begin), (end, marks.end)]
    )
    return tokenizer


def _characters() -> bytes:
    """Return the compiled `nmt_nfkc` character map: SentencePiece puts its stock one into whatever it trains."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([f"abc abd hello world {number}" for number in range(50)]),
        model_writer=written,
        vocab_size=40,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    messages: Any = sentencepiece_model_pb2  # Any: its classes are made when it is imported
    model = messages.ModelProto()
    model.ParseFromString(written.getvalue())
    return bytes(model.normalizer_spec.precompiled_charsmap)
