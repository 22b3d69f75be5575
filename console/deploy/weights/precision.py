"""What weights are kept in, in the words that the knowledge of engines uses."""

from __future__ import annotations

from console.deploy.weights.fields import Fields

FLOATS = {"bfloat16": "bf16", "float16": "fp16", "half": "fp16", "float32": "fp32", "float": "fp32"}
MOST_GROUPS = 64


def of_config(config: Fields) -> str:
    """Return the precision that a configuration speaks of; empty where it does not."""
    quantised = config.below("quantization_config") or config.below("compression_config")
    if quantised is not None:
        return _quantised(quantised)
    name = config.text("torch_dtype", "dtype").removeprefix("torch.")
    return FLOATS.get(name, name)


def _quantised(how: Fields) -> str:
    method = how.text("quant_method").lower()
    if method in {"mxfp4", "fp8", "fbgemm_fp8"}:
        return method.removeprefix("fbgemm_")
    if method == "bitsandbytes":
        return "int4" if how.flag("load_in_4bit") else "int8"
    algorithm = how.text("quant_algo").lower()
    if algorithm:  # NVIDIA's ModelOpt
        return algorithm
    bits = how.number("bits", "w_bit", most=64)
    if bits is not None:
        return f"int{bits}"
    groups = how.below("config_groups")
    for name in list(groups.table)[:MOST_GROUPS] if groups is not None else ():
        group = groups.below(name) if groups is not None else None
        weights = group.below("weights") if group is not None else None
        bits = weights.number("num_bits", most=64) if weights is not None else None
        if weights is not None and bits is not None:
            return f"{'fp' if weights.text('type') == 'float' else 'int'}{bits}"
    return method
