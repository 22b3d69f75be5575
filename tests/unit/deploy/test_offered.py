"""What a desk may choose from."""

from __future__ import annotations

from console.deploy.offered import engine_choices, target_choices


def test_every_engine_and_target_is_offered_with_what_it_can() -> None:
    engines = {each.id: each for each in engine_choices()}
    assert engines["vllm"].chats and engines["text_embeddings"].embeds and not engines["text_embeddings"].chats
    assert [each.id for each in engines.values() if each.registry] == ["nim"]
    assert all(each.packagings for each in engines.values())
    clusters = {each.id for each in target_choices() if each.is_cluster}
    assert clusters == {"kubernetes", "slurm"}
