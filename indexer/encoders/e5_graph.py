"""The ONNX graph of multilingual-e5-small, built straight from its 4-bit blocks.

ONNX Runtime's MatMulNBits and GatherBlockQuantized hold blocks of 32 4-bit numbers with a scale each: just what the
weights are. So nothing is rounded a second time, the file has a tenth of the full model's size, and no torch is needed.
Which arithmetic is fastest depends on the processor: `precision.py` measures it, `evaluation/bench/encoder.py` tells
it with what it costs in quality.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from indexer.encoders.e5_arithmetic import Arithmetic
from indexer.encoders.e5_weights import BLOCK, Blocks, Dimensions, Floats, Layer, Weights

_CONTRIB = "com.microsoft"
_ZERO = 128  # of activations, 0 to 255
# Processors without VNNI add two products in 16 bits: 255 * 63 * 2 is the most that they hold.
_MOST = 63


def graph_of(weights: Weights, arithmetic: Arithmetic) -> onnx.ModelProto:
    """Return a model from `input_ids` and `attention_mask` (texts x tokens) to `vectors`, one unit row a text."""
    writer = _Writer(arithmetic)
    state = _embedding(writer, weights)
    mask = writer.add("Cast", ["attention_mask"], to=TensorProto.INT32)
    for layer in weights.layers:
        state = _block(writer, layer, weights.dimensions, state, mask)
    _pooling(writer, state)
    return writer.model(weights.dimensions.hidden)


class _Writer:
    """Collects nodes and constants, naming each value."""

    def __init__(self, arithmetic: Arithmetic) -> None:
        self.arithmetic = arithmetic
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._rounded: dict[str, tuple[str, str]] = {}

    def constant(self, values: npt.NDArray[np.generic]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def numbers(self, blocks: Blocks) -> str:
        """Store 4-bit numbers centred on zero, two a byte, the first in the low half."""
        name = f"c{len(self.constants)}"
        centred = blocks.numbers.astype(np.uint8) ^ 8  # 0..15 around 8 is two's complement around 0
        packed = (centred[:, 0::2] | (centred[:, 1::2] << 4)).tobytes()
        self.constants.append(helper.make_tensor(name, TensorProto.INT4, blocks.numbers.shape, packed, raw=True))
        return name

    def add(self, kind: str, inputs: Sequence[str], domain: str = "", **attributes: object) -> str:
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], domain=domain, **attributes))
        return name

    def contrib(self, kind: str, inputs: Sequence[str], **attributes: object) -> str:
        return self.add(kind, inputs, domain=_CONTRIB, **attributes)

    def multiply(self, state: str, blocks: Blocks, bias: Floats) -> str:
        if self.arithmetic is Arithmetic.DENSE:
            product = self.add("MatMul", [state, self.constant(np.ascontiguousarray(blocks.dense().T))])
            return self.add("Add", [product, self.constant(bias)])
        if self.arithmetic is Arithmetic.INT8:
            return self._multiply_int8(state, blocks.dense(), bias)
        rows, columns = blocks.numbers.shape
        packed = (blocks.numbers[:, 0::2] | (blocks.numbers[:, 1::2] << 4)).reshape(rows, columns // BLOCK, BLOCK // 2)
        level = 4 if self.arithmetic is Arithmetic.BLOCKS_INT8 else 1
        matrix = [self.constant(np.ascontiguousarray(packed)), self.constant(blocks.scales)]
        inputs = [state, *matrix, "", "", self.constant(bias)]
        return self.contrib("MatMulNBits", inputs, K=columns, N=rows, bits=4, block_size=BLOCK, accuracy_level=level)

    def _multiply_int8(self, state: str, matrix: Floats, bias: Floats) -> str:
        scale = np.abs(matrix).max(axis=1) / np.float32(_MOST) + np.float32(1e-12)
        numbers = np.ascontiguousarray(np.round(matrix / scale[:, None]).astype(np.int8).T)
        row_scale, rounded = self._round(state)
        zero = self.constant(np.array(_ZERO, dtype=np.uint8))
        product = self.add("MatMulInteger", [rounded, self.constant(numbers), zero])
        scaled = self.add("Mul", [self.add("Cast", [product], to=TensorProto.FLOAT), row_scale])
        return self.add("Add", [self.add("Mul", [scaled, self.constant(scale)]), self.constant(bias)])

    def _round(self, state: str) -> tuple[str, str]:
        """Return a scale a token and the state as bytes around 128; each state is rounded once."""
        if state not in self._rounded:
            largest = self.add("ReduceMax", [self.add("Abs", [state]), self.constant(np.array([-1]))], keepdims=1)
            scale = self.add("Mul", [largest, self.constant(np.array([1 / 127], dtype=np.float32))])
            scale = self.add("Max", [scale, self.constant(np.array([1e-9], dtype=np.float32))])
            steps = self.add("Round", [self.add("Div", [state, scale])])
            moved = self.add("Add", [steps, self.constant(np.array([_ZERO], dtype=np.float32))])
            self._rounded[state] = (scale, self.add("Cast", [moved], to=TensorProto.UINT8))
        return self._rounded[state]

    def model(self, hidden: int) -> onnx.ModelProto:
        texts = ["texts", "tokens"]
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, texts) for name in ("input_ids", "attention_mask")
        ]
        outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", hidden])]
        graph = helper.make_graph(self.nodes, "e5-small", inputs, outputs, initializer=self.constants)
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(_CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="yizhi")


def _embedding(writer: _Writer, weights: Weights) -> str:
    table = [writer.numbers(weights.words), "input_ids", writer.constant(weights.words.scales)]
    words = writer.contrib("GatherBlockQuantized", table, block_size=BLOCK, gather_axis=0, quantize_axis=1)
    shape = writer.add("Shape", ["input_ids"], start=1, end=2)
    start, axis = writer.constant(np.array([0])), writer.constant(np.array([0]))
    places = writer.add("Slice", [writer.constant(weights.positions + weights.kind), start, shape, axis])
    return _add_and_norm(writer, words, places, weights.words_norm, weights.dimensions)


def _block(writer: _Writer, layer: Layer, size: Dimensions, state: str, mask: str) -> str:
    parts = [
        writer.multiply(state, layer.query, layer.query_bias),
        writer.multiply(state, layer.key, layer.key_bias),
        writer.multiply(state, layer.value, layer.value_bias),
    ]
    attended = writer.contrib("MultiHeadAttention", [*parts, "", mask], num_heads=size.heads)
    mixed = writer.multiply(attended, layer.attended, layer.attended_bias)
    state = _add_and_norm(writer, mixed, state, layer.attended_norm, size)
    widened = writer.contrib("Gelu", [writer.multiply(state, layer.widen, layer.widen_bias)])
    narrowed = writer.multiply(widened, layer.narrow, layer.narrow_bias)
    return _add_and_norm(writer, narrowed, state, layer.narrow_norm, size)


def _add_and_norm(writer: _Writer, new: str, old: str, norm: tuple[Floats, Floats], size: Dimensions) -> str:
    # Two nodes, because SkipLayerNormalization took 0.058 ms where these take 0.025 (ONNX Runtime 1.31, 23 tokens).
    gain, shift = norm
    inputs = [writer.add("Add", [new, old]), writer.constant(gain), writer.constant(shift)]
    return writer.add("LayerNormalization", inputs, axis=-1, epsilon=size.epsilon)


def _pooling(writer: _Writer, state: str) -> None:
    """Take the mean over the text's own tokens, at unit length."""
    weight = writer.add("Cast", ["attention_mask"], to=TensorProto.FLOAT)
    column = writer.add("Unsqueeze", [weight, writer.constant(np.array([-1]))])
    over_tokens = writer.constant(np.array([1]))
    total = writer.add("ReduceSum", [writer.add("Mul", [state, column]), over_tokens], keepdims=0)
    mean = writer.add("Div", [total, writer.add("ReduceSum", [column, over_tokens], keepdims=0)])
    writer.nodes.append(helper.make_node("LpNormalization", [mean], ["vectors"], axis=-1, p=2))
