"""Draws: pinned for every engine, the same in any order and shape, and as good as chance."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from generator import streams

WORD = 2**64
MANY = 2**16

Fits = Callable[[object, object], None]
seeds = st.integers(0, 2**63 - 1)
names = st.text(min_size=1, max_size=30)
keys = st.integers(0, WORD - 1)


def split_mix_64(state: int, number: int) -> int:
    """Output ``number`` (from 0) of SplitMix64 seeded with ``state``, in plain integers."""
    z = (state + (number + 1) * 0x9E3779B97F4A7C15) % WORD
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % WORD
    return z ^ (z >> 31)


def folded(seed: int, stream: str, entity: list[int]) -> int:
    """The draw as docs/draws.md states it: each key numbers an output of the sequence that the keys before it seed."""
    state = int.from_bytes(hashlib.blake2b(f"{seed}/{stream}".encode(), digest_size=8).digest(), "little")
    for key in entity:
        state = split_mix_64(state, key)
    return state


def test_the_plain_sequence_is_the_published_one() -> None:
    assert [split_mix_64(1234567, number) for number in range(3)] == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@given(seeds, names, st.lists(keys, min_size=1, max_size=4))
def test_a_draw_is_a_fold_of_its_keys_through_the_published_sequence(seed: int, stream: str, entity: list[int]) -> None:
    assert int(streams.bits(seed, stream, *(np.uint64(key) for key in entity))) == folded(seed, stream, entity)


@pytest.mark.parametrize(
    ("seed", "stream", "entity", "drawn"),
    [
        (42, "demand.count", (3, 20018, 42), 15637463297389315624),
        (7, "demand.count", (3, 20018, 42), 11767221065536259902),
        (42, "request.units", (200180003000042010,), 5626094142607636557),
        (0, "x", (0,), 3397994112981273093),
        (2**63 - 1, "x", (2**63 - 1,), 7697610762655619206),
    ],
)
def test_bits_are_pinned(seed: int, stream: str, entity: tuple[int, ...], drawn: int) -> None:
    assert int(streams.bits(seed, stream, *entity)) == drawn


def test_numbers_made_of_bits_are_pinned() -> None:
    sale = 200180003000042011
    assert float(streams.uniform(42, "return.delay", sale)) == 0.4979071461486888
    assert streams.integers(42, "return.delay", 1, 3, np.arange(1, 13)).tolist() == [1, 3, 2, 1, 3, 3, 2, 2, 2, 2, 3, 2]


@given(st.permutations(range(20)))
def test_a_draw_does_not_depend_on_the_order_of_drawing(order: list[int]) -> None:
    entities = np.arange(20)
    assert np.array_equal(streams.bits(1, "s", entities[order]), streams.bits(1, "s", entities)[order])


@given(st.lists(st.integers(0, 10**18), min_size=1, max_size=5), st.lists(st.integers(0, 10**6), min_size=1, max_size=5))
def test_broadcasting_draws_for_each_pair_of_keys_what_it_draws_alone(days: list[int], products: list[int]) -> None:
    together = streams.bits(1, "s", np.array(days)[:, None], np.array(products))
    assert together.tolist() == [[int(streams.bits(1, "s", day, product)) for product in products] for day in days]


def test_the_width_of_a_key_does_not_matter() -> None:
    wide = np.arange(100, dtype=np.int64)
    for narrow in (np.int32, np.uint64, np.int16):
        assert np.array_equal(streams.bits(1, "s", wide.astype(narrow)), streams.bits(1, "s", wide))


def test_keys_are_told_apart_by_number_place_and_grouping() -> None:
    entities: list[tuple[int, ...]] = [(1,), (1, 0), (0, 1), (1, 0, 0), (1, 2), (2, 1), (12,), (1, 1), (2,), (0,), (0, 0)]
    assert len({int(streams.bits(1, "s", *entity)) for entity in entities}) == len(entities)


def test_neither_streams_nor_seeds_share_draws() -> None:
    drawn = [streams.bits(seed, stream, np.arange(1000)) for seed in (1, 2, 11, 12) for stream in ("a", "b", "1/a", "a/1")]
    assert len(np.unique(np.concatenate(drawn))) == 16_000


@given(seeds, keys)
def test_a_uniform_number_is_a_multiple_of_two_to_the_minus_53_below_one(seed: int, key: int) -> None:
    number = float(streams.uniform(seed, "s", np.uint64(key)))
    assert 0 <= number < 1
    assert (number * 2**53).is_integer()


def test_the_greatest_bits_stay_below_one() -> None:
    assert streams.unit(np.array([WORD - 1, 0], dtype=np.uint64)).tolist() == [1 - 2.0**-53, 0.0]


@pytest.mark.parametrize(("low", "high"), [(0, 0), (1, 3), (-2, 4), (0, 99)])
def test_integers_reach_both_ends_and_are_alike_likely(low: int, high: int, assert_fits: Fits) -> None:
    drawn = streams.integers(1, "s", low, high, np.arange(MANY))
    counts = np.bincount(drawn - low)
    assert (drawn.min(), drawn.max(), len(counts)) == (low, high, high - low + 1)
    if low < high:
        assert_fits(counts, np.full(len(counts), MANY / len(counts)))


def test_what_is_certain_happens_and_what_is_impossible_does_not() -> None:
    assert streams.below(1, "s", 1.0, np.arange(MANY)).all()
    assert not streams.below(1, "s", 0.0, np.arange(MANY)).any()


def test_each_entity_may_have_a_probability_of_its_own() -> None:
    chance = np.linspace(0, 1, MANY)
    happens = streams.below(1, "s", chance, np.arange(MANY))
    assert np.array_equal(happens, streams.uniform(1, "s", np.arange(MANY)) < chance)


def test_choices_follow_their_probabilities(assert_fits: Fits) -> None:
    share = np.array([0.1, 0.16, 0.22, 0.32, 0.2])
    assert_fits(np.bincount(streams.choice(3, "s", np.cumsum(share), np.arange(MANY))), share * MANY)


def uniforms() -> dict[str, NDArray[np.float64]]:
    """Sequences that a world draws: along each key, and along seeds and stream names."""
    at = np.arange(MANY)
    return {
        "only key": streams.uniform(42, "s", at),
        "first of two keys": streams.uniform(42, "s", at, 7),
        "second of two keys": streams.uniform(42, "s", 7, at),
        "keys far apart": streams.uniform(42, "s", at * 10_000_000_000_000 + 3),
        "seeds": np.array([float(streams.uniform(seed, "s", 1)) for seed in range(8192)]),
        "streams": np.array([float(streams.uniform(42, f"stream.{name}", 1)) for name in range(8192)]),
    }


@pytest.fixture(scope="module")
def sequences() -> dict[str, NDArray[np.float64]]:
    return uniforms()


SEQUENCES = ["only key", "first of two keys", "second of two keys", "keys far apart", "seeds", "streams"]


@pytest.mark.parametrize("along", SEQUENCES)
def test_draws_are_uniform(along: str, sequences: dict[str, NDArray[np.float64]], assert_fits: Fits) -> None:
    drawn = sequences[along]
    assert_fits(np.bincount((drawn * 256).astype(np.int64), minlength=256), np.full(256, len(drawn) / 256))


@pytest.mark.parametrize("along", SEQUENCES)
@pytest.mark.parametrize("apart", [1, 2, 100])
def test_neighbours_know_nothing_of_each_other(
    along: str, apart: int, sequences: dict[str, NDArray[np.float64]], assert_fits: Fits
) -> None:
    cells = (sequences[along] * 16).astype(np.int64)
    pairs = np.bincount(cells[:-apart] * 16 + cells[apart:], minlength=256)
    assert_fits(pairs, np.full(256, pairs.sum() / 256))


def test_two_streams_of_one_entity_know_nothing_of_each_other(assert_fits: Fits) -> None:
    one, other = ((streams.uniform(42, name, np.arange(MANY)) * 16).astype(np.int64) for name in ("return.delay", "return.units"))
    assert_fits(np.bincount(one * 16 + other, minlength=256), np.full(256, MANY / 256))


def test_two_seeds_of_one_stream_know_nothing_of_each_other(assert_fits: Fits) -> None:
    one, other = ((streams.uniform(seed, "s", np.arange(MANY)) * 16).astype(np.int64) for seed in (42, 43))
    assert_fits(np.bincount(one * 16 + other, minlength=256), np.full(256, MANY / 256))


def test_one_bit_of_a_key_turns_half_of_the_bits_drawn() -> None:
    entities = np.arange(4096, dtype=np.uint64)
    drawn = streams.bits(42, "s", entities, 5)
    turned = np.empty((64, 64))
    for bit in range(64):
        other = streams.bits(42, "s", entities ^ (np.uint64(1) << np.uint64(bit)), 5)
        turned[bit] = np.unpackbits((drawn ^ other).view(np.uint8).reshape(-1, 8), axis=1).mean(axis=0)
    assert np.abs(turned - 0.5).max() < 7 * 0.5 / np.sqrt(4096)
