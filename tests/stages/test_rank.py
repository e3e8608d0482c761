from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from vaha.artwork import Artwork, Recipe
from vaha.emotions import ART_EMOTIONS, FACE_EMOTIONS, FACE_OF_ART, ArtEmotion, Mood
from vaha.errors import InputError, ModelDamaged
from vaha.runtime.sessions.onnx import OnnxModel
from vaha.stages.rank import NetworkCritic, choose_distinct, lift_of

MakeModel = Callable[..., OnnxModel]

UNIFORM = [1 / 9] * 9


def certain_of(emotion: ArtEmotion) -> list[float]:
    return [0.92 if one is emotion else 0.01 for one in ART_EMOTIONS]


def work_of(colour: tuple[int, int, int], seed: int = 0, side: int = 64) -> Artwork:
    image = np.full((side, side, 3), colour, np.uint8)
    return Artwork(image, Recipe(Mood.parse("happy"), seed))


def test_the_usual_work_has_no_lift() -> None:
    rates = np.array([0.05, 0.1, 0.3, 0.08, 0.02, 0.05, 0.15, 0.15, 0.1])
    assert lift_of([rates], rates, ART_EMOTIONS, Mood.parse("happy=0.6,sad=0.4")) == pytest.approx(
        [0.0]
    )


def test_lift_is_the_log_of_how_much_more_than_usual() -> None:
    probabilities = [0.3, 0.0, 0.1, 0.3, 0.1, 0.05, 0.05, 0.1, 0.0]
    lift = lift_of([probabilities], UNIFORM, ART_EMOTIONS, Mood.parse("happy"))
    assert lift == pytest.approx([math.log(0.6 / (2 / 9))])  # amusement and excitement


def test_a_mixed_mood_weighs_the_lifts() -> None:
    probabilities = certain_of(ArtEmotion.SADNESS)
    sad, angry, mixed = (
        lift_of([probabilities], UNIFORM, ART_EMOTIONS, Mood.parse(text))[0]
        for text in ("sad", "angry", "sad=0.75,angry=0.25")
    )
    assert mixed == pytest.approx(0.75 * sad + 0.25 * angry)


@pytest.mark.parametrize("emotion", ART_EMOTIONS)
def test_each_art_emotion_lifts_the_face_emotion_of_the_one_table(emotion: ArtEmotion) -> None:
    lifts = {
        one: lift_of([certain_of(emotion)], UNIFORM, ART_EMOTIONS, Mood.of({one: 1.0}))[0]
        for one in FACE_EMOTIONS
    }
    assert max(lifts, key=lifts.__getitem__) is FACE_OF_ART[emotion]


def test_names_not_positions_decide_what_is_summed() -> None:
    """The old system read the network's answers in the wrong order, and ranked angry by awe."""
    alphabet = sorted(emotion.value for emotion in ART_EMOTIONS)
    probabilities = [0.92 if name == "anger" else 0.01 for name in alphabet]
    assert lift_of([probabilities], UNIFORM, alphabet, Mood.parse("angry"))[0] > 1
    assert lift_of([probabilities], UNIFORM, alphabet, Mood.parse("surprised"))[0] < -1


def test_a_probability_of_zero_gives_a_finite_lift() -> None:
    probabilities = [0.0, 1.0, 0, 0, 0, 0, 0, 0, 0]
    assert np.isfinite(lift_of([probabilities], UNIFORM, ART_EMOTIONS, Mood.parse("angry"))).all()


def test_the_best_come_first() -> None:
    assert choose_distinct([0.1, 0.9, 0.5, 0.7], np.eye(4), 3, 0.1) == [1, 3, 2]


def test_a_near_copy_is_passed_over() -> None:
    embeddings = [[1.0, 0.0], [1.0, 0.01], [0.0, 1.0]]
    assert choose_distinct([0.9, 0.8, 0.1], embeddings, 2, 0.1) == [0, 2]


def test_the_length_of_an_embedding_does_not_matter() -> None:
    embeddings = [[1.0, 0.0], [50.0, 0.1], [0.0, 0.001]]
    assert choose_distinct([0.9, 0.8, 0.1], embeddings, 2, 0.1) == [0, 2]


def test_near_copies_fill_the_places_where_too_few_remain_and_the_best_still_come_first() -> None:
    embeddings = [[1.0, 0.0], [1.0, 0.01], [0.0, 1.0], [1.0, 0.02]]
    assert choose_distinct([0.9, 0.8, 0.1, 0.7], embeddings, 3, 0.1) == [0, 1, 2]


def test_equal_works_keep_their_order() -> None:
    assert choose_distinct([0.5, 0.5, 0.5], np.eye(3), 2, 0.1) == [0, 1]


def test_keeping_more_than_there_are_keeps_all() -> None:
    assert choose_distinct([0.2, 0.4], np.eye(2), 5, 0.1) == [1, 0]


def test_embeddings_of_zeros_do_not_divide_by_zero() -> None:
    assert choose_distinct([0.2, 0.4], np.zeros((2, 3)), 2, 0.1) == [1, 0]


RED_IS_ANGER = np.zeros((3, 9))
RED_IS_ANGER[0, ART_EMOTIONS.index(ArtEmotion.ANGER)] = 5.0
RED_IS_ANGER[2, ART_EMOTIONS.index(ArtEmotion.SADNESS)] = 5.0


def test_works_are_scored_in_their_order_with_nine_probabilities(critic_model: MakeModel) -> None:
    critic = NetworkCritic(critic_model(RED_IS_ANGER))
    scored = critic.score([work_of((0, 0, 255)), work_of((255, 0, 0))], Mood.parse("angry"))
    for work in scored:
        assert list(work.scores) == list(ART_EMOTIONS)
        assert sum(work.scores.values()) == pytest.approx(1.0)
    assert scored[0].lift is not None and scored[1].lift is not None
    assert scored[0].lift < 0 < scored[1].lift
    assert scored[1].scores[ArtEmotion.ANGER] == pytest.approx(math.exp(5) / (math.exp(5) + 8))


def test_what_works_usually_carry_is_said_by_their_painter(critic_model: MakeModel) -> None:
    """By name, in any order; a painter whose card does not say it leaves it to the critic's."""
    work, mood = [work_of((255, 0, 0))], Mood.parse("angry")
    model = critic_model(RED_IS_ANGER)
    rates = {label.value: 0.06 for label in reversed(ART_EMOTIONS)} | {"anger": 0.52}
    (by_painter,) = NetworkCritic(model, rates).score(work, mood)
    (by_critic,) = NetworkCritic(model, None).score(work, mood)
    assert by_painter.scores == by_critic.scores
    assert by_painter.lift is not None and by_critic.lift is not None
    assert by_critic.lift - by_painter.lift == pytest.approx(math.log(0.52 * 9))


def test_the_best_for_the_mood_are_chosen(critic_model: MakeModel) -> None:
    critic = NetworkCritic(critic_model(RED_IS_ANGER))
    works = [work_of((0, 0, 255), 1), work_of((255, 0, 0), 2), work_of((0, 255, 0), 3)]
    best = critic.choose(works, Mood.parse("angry"), keep=1)
    assert [work.recipe.seed for work in best] == [2]
    best = critic.choose(works, Mood.parse("sad"), keep=1)
    assert [work.recipe.seed for work in best] == [1]


def test_works_seen_once_are_chosen_from_for_any_mood_without_another_look(
    critic_model: MakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    critic = NetworkCritic(critic_model(RED_IS_ANGER))
    works = [work_of((0, 0, 255), 1), work_of((255, 0, 0), 2), work_of((0, 255, 0), 3)]
    afresh = [critic.choose(works, Mood.parse(mood), 2) for mood in ("angry", "sad")]
    scored = critic.score(works, Mood.parse("angry"))
    monkeypatch.setattr(critic, "_look", None)
    again = [critic.choose(scored, Mood.parse(mood), 2) for mood in ("angry", "sad")]
    for first, second in zip(afresh, again, strict=True):
        assert [work.recipe.seed for work in first] == [work.recipe.seed for work in second]
        assert [work.lift for work in first] == pytest.approx([work.lift for work in second])


def test_the_card_s_label_order_decides(critic_model: MakeModel) -> None:
    names = [emotion.value for emotion in ART_EMOTIONS]
    names[0], names[4] = names[4], names[0]  # anger first, amusement fifth
    work = NetworkCritic(critic_model(RED_IS_ANGER, labels=names)).score(
        [work_of((255, 0, 0))], Mood.parse("happy")
    )[0]
    assert max(work.scores, key=work.scores.__getitem__) is ArtEmotion.AMUSEMENT


def test_near_copies_are_known_by_the_card_s_distance(critic_model: MakeModel) -> None:
    works = [work_of((255, 0, 0), 1), work_of((250, 5, 0), 2), work_of((100, 200, 0), 3)]
    strict = NetworkCritic(critic_model(RED_IS_ANGER, near_copy=0.01))
    assert [w.recipe.seed for w in strict.choose(works, Mood.parse("angry"), 2)] == [1, 3]
    loose = NetworkCritic(critic_model(RED_IS_ANGER, near_copy=0.0))
    assert [w.recipe.seed for w in loose.choose(works, Mood.parse("angry"), 2)] == [1, 2]


def test_works_of_any_size_are_judged(critic_model: MakeModel) -> None:
    critic = NetworkCritic(critic_model(RED_IS_ANGER))
    small, large = critic.score(
        [work_of((200, 10, 30)), work_of((200, 10, 30), side=250)], Mood.parse("angry")
    )
    assert small.lift == pytest.approx(large.lift, abs=1e-4)


def test_no_works_give_no_scores(critic_model: MakeModel) -> None:
    critic = NetworkCritic(critic_model(RED_IS_ANGER))
    assert critic.score([], Mood.parse("sad")) == critic.choose([], Mood.parse("sad")) == []


def test_keeping_none_is_refused(critic_model: MakeModel) -> None:
    with pytest.raises(InputError, match="at least 1"):
        NetworkCritic(critic_model(RED_IS_ANGER)).choose([work_of((1, 2, 3))], Mood.parse("sad"), 0)


def test_a_card_with_other_labels_is_refused(critic_model: MakeModel) -> None:
    model = critic_model(RED_IS_ANGER, labels=[str(number) for number in range(9)])
    with pytest.raises(ModelDamaged, match="9 emotions"):
        NetworkCritic(model).score([work_of((1, 2, 3))], Mood.parse("sad"))
