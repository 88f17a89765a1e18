"""What must hold of the sentences: grammar, length, words that are not used, nothing twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from api.advice.core.answer import COULD_CHANGE
from api.advice.triage.facts import CONTRADICTIONS
from tests.consistency.whole import PARTS, Whole, at, read, sentences

SUMMARY_MAX = 140
GROUPS = ("symptoms", "feet", "foot", "left", "right", "pair", "runs", "checks", "inspection", "planned")
MAY_CONTRADICT = {f"symptoms.{pair.asks}" for pair in CONTRADICTIONS} | {
    "symptoms.hurts_at_rest",
    "symptoms.hurts_at_night",
}
COUNTED = (
    "days|weeks|months|hours|minutes|runs|times|sets|shoes|models|pairs|questions|things|sizes|exercises|more questions"
)
ONE_OF_MANY = re.compile(rf"(?<![\d.,/-])\b1 (?:more )?({COUNTED})\b")
MANY_OF_ONE = re.compile(r"\b(?:[2-9]|[1-9]\d+) (day|week|month|hour|minute|run|shoe|model|question|thing)\b(?!-)")
WRONG_A = re.compile(r"\b[Aa] (?!(?:one|once|uni|us|eu)\w*)[aeiou]\w+")
WRONG_AN = re.compile(r"\b[Aa]n (?!(?:hour|hono|heir|X-|MRI|FIT|L\b|M\b|[aeiouAEIOU8]|1[18]\b)\w*)\w+")
TELLING = re.compile(r"\b(told|tell|tells|said|says)\b", re.IGNORECASE)
DIAGNOSES = re.compile(
    r"\b(metatarsalgia|diagnos\w*|you have (?:a |an )?(?:neuroma|stress fracture|fracture|arthritis|gout))\b", re.I
)
PROMISES = re.compile(r"\b(guarantee\w*|will heal|will cure|will prevent|cures?|never hurts again)\b", re.IGNORECASE)
DOSES = re.compile(r"\b\d+ ?(mg|milligrams?|tablets?|ml)\b", re.IGNORECASE)
OPEN_ENDS = re.compile(r"[{}]|\bNone\b|  | [.,;:]|\.\.|^\s|\s$|\bnan\b")


def summaries_fit_the_line(whole: Whole) -> Iterator[str]:
    """Every summary, of an answer or a part, has 1 to 140 characters."""
    for topic, answer in whole.answers.items():
        parts = [answer, *(answer[name] for name in PARTS)] if topic == "consultation" else [answer]
        for part in parts:
            if not 0 < len(part["summary"]) <= SUMMARY_MAX:
                yield f"{topic}: {len(part['summary'])} characters: {part['summary']}"


def sentences_are_whole(whole: Whole) -> Iterator[str]:
    """No sentence has an open placeholder, a missing word or a stray blank."""
    yield from _matches(whole, OPEN_ENDS)


def one_is_singular(whole: Whole) -> Iterator[str]:
    """One of something is not counted in the plural: never "1 days"."""
    yield from _matches(whole, ONE_OF_MANY)


def several_are_plural(whole: Whole) -> Iterator[str]:
    """Several are not counted in the singular: never "2 day"."""
    yield from _matches(whole, MANY_OF_ONE)


def articles_fit_the_word_that_follows(whole: Whole) -> Iterator[str]:
    """An article fits the word after it: never "a extra wide foot"."""
    yield from _matches(whole, WRONG_A)
    yield from _matches(whole, WRONG_AN)


def nobody_is_told_anything(whole: Whole) -> Iterator[str]:
    """No sentence speaks of telling or saying."""
    yield from _matches(whole, TELLING)


def nothing_is_diagnosed(whole: Whole) -> Iterator[str]:
    """No sentence names a diagnosis."""
    yield from _matches(whole, DIAGNOSES)


def nothing_is_promised(whole: Whole) -> Iterator[str]:
    """No sentence promises an outcome."""
    yield from _matches(whole, PROMISES)


def no_dose_is_named(whole: Whole) -> Iterator[str]:
    """No sentence names how much of a medicine to take."""
    yield from _matches(whole, DOSES)


def sentences_begin_large_and_end_with_a_stop(whole: Whole) -> Iterator[str]:
    """What to do, why, and the summary begin with a capital or a figure and end with a stop."""
    for topic, answer in whole.answers.items():
        texts = [answer["summary"], *(item["text"] for name in ("actions", "reasons") for item in answer[name])]
        for text in texts:
            if not (text[0].isupper() or text[0].isdigit()) or text[-1] not in ".!?":
                yield f"{topic}: {text}"


def no_sentence_is_action_and_reason(whole: Whole) -> Iterator[str]:
    """Within an answer no sentence is there twice as something to do, as a reason, or as both."""
    for topic, answer in whole.answers.items():
        texts = [item["text"] for name in ("actions", "reasons") for item in answer[name]]
        yield from (f"{topic}: twice: {text}" for text, count in Counter(texts).items() if count > 1)


def a_consultation_repeats_nothing_to_do(whole: Whole) -> Iterator[str]:
    """In a consultation nothing to do is there twice, at the top, in a part, or in the plan at home."""
    answer = whole.consultation
    texts = [action["text"] for part in (answer, *(answer[name] for name in PARTS)) for action in part["actions"]]
    texts += [measure["how"] for measure in answer["self_care"]["plan"]]
    yield from (f"twice: {text}" for text, count in Counter(texts).items() if count > 1)


def what_parts_agreed_on_is_named_once(whole: Whole) -> Iterator[str]:
    """What was changed so that the parts agree is named once."""
    texts = [change["text"] for change in whole.consultation["agreed"]]
    yield from (f"twice: {text}" for text, count in Counter(texts).items() if count > 1)


def codes_are_named_once(whole: Whole) -> Iterator[str]:
    """Within an answer no action has its code twice, a pad for each foot apart."""
    for topic, answer in whole.answers.items():
        codes = Counter(action["code"] for action in answer["actions"] if not action["code"].endswith("_pad"))
        yield from (f"{topic}: {code}" for code, count in codes.items() if count > 1)


def rules_that_are_cited_are_shown(whole: Whole) -> Iterator[str]:
    """Every rule behind an action, a reason or a conflict has its card in the answer."""
    for topic, answer in whole.answers.items():
        cited = {rule for name in ("actions", "conflicts") for item in answer[name] for rule in item["rules"]}
        cited |= {reason["rule"] for reason in answer["reasons"]}
        yield from (f"{topic}: {rule}" for rule in sorted(cited - set(answer["rules"])))


def questions_are_questions(whole: Whole) -> Iterator[str]:
    """What is missing is put as a question that can be answered, each field once."""
    for topic, answer in whole.answers.items():
        fields = [missing["field"] for missing in answer["missing"]]
        yield from (f"{topic}: {field} twice" for field, count in Counter(fields).items() if count > 1)
        for missing in answer["missing"]:
            if not missing["question"].endswith("?"):
                yield f"{topic}: {missing['field']}: {missing['question']!r}"


def nothing_is_asked_again(whole: Whole) -> Iterator[str]:
    """Nothing is asked that was answered."""
    for topic, answer in whole.answers.items():
        for missing in answer["missing"]:
            known = at(whole.asked[topic], *missing["field"].split("."))
            # Answers that contradict each other are asked again.
            contradicts = missing["field"] in MAY_CONTRADICT
            if known is not None and known != [] and not isinstance(known, dict) and not contradicts:
                yield f"{topic}: {missing['field']} was {known!r}"


def nothing_is_asked_in_groups(whole: Whole) -> Iterator[str]:
    """Every question asks for one fact, with its choices where they can be listed, and names what it could change."""
    for topic, answer in whole.answers.items():
        for missing in answer["missing"]:
            field, kind = missing["field"], missing["kind"]
            if field.rpartition(".")[2] in GROUPS:
                yield f"{topic}: {field}"
            if kind in ("choice", "choices", "yes_no", "foot_map") and len(missing["choices"]) < 2:
                yield f"{topic}: {field} has no choices"
            if missing["alarming"] is not None and missing["alarming"] not in [c["value"] for c in missing["choices"]]:
                yield f"{topic}: {field}: {missing['alarming']} is no choice"
            if not missing["why"] or missing["could_change"] not in COULD_CHANGE:
                yield f"{topic}: {field}: {missing['why']!r}, {missing['could_change']}"


def a_no_is_not_read_as_a_yes(whole: Whole) -> Iterator[str]:
    """Nobody who denied pain at rest and at night reads that it hurts then."""
    if whole.symptoms.get("hurts_at_rest") is False and whole.symptoms.get("hurts_at_night") is False:
        for topic, answer in whole.answers.items():
            for path, text in sentences({name: answer[name] for name in ("summary", "reasons")}, topic):
                if re.search(r"\bhurts at (rest|night)\b", text) and " if " not in text:
                    yield f"{path}: {text}"


def nobody_reads_of_somebody_elses_condition(whole: Whole) -> Iterator[str]:
    """Pregnancy, age and diabetes are named to nobody who denied or did not mention them, questions apart."""
    cautions = whole.person.get("person", {}).get("medicine_cautions", [])
    cautions = [*cautions, *(["pregnancy"] if whole.symptoms.get("pregnant") else [])]
    for path, text in read(whole):
        if ".missing." in path or ".conflicts." in path or ".resembles." in path:
            continue
        if re.search(r"\bpregnan|\bbreastfeed", text, re.IGNORECASE) and "pregnancy" not in cautions:
            yield f"{path}: {text}"
        if re.search(r"\byour diabetes\b", text, re.IGNORECASE) and not whole.symptoms.get("diabetes"):
            yield f"{path}: {text}"


def everyday_and_home_speak_of_no_run(whole: Whole) -> Iterator[str]:
    """Who asks for shoes for the day or the house reads nothing of socks or shoes to run in."""
    if whole.person.get("wishes", {}).get("use") in ("everyday", "home"):
        for path, text in sentences(whole.answers["shoes"], "shoes"):
            if re.search(r"\b(you run in|on runs|your runs|for running)\b", text) and ".conflicts." not in path:
                yield f"{path}: {text}"


def _matches(whole: Whole, pattern: re.Pattern[str]) -> Iterator[str]:
    for path, text in read(whole):
        found = pattern.search(text)
        if found:
            yield f"{path}: {found.group(0)!r} in: {text}"
