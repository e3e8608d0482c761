"""Tables of a report: what stands to the right, and that nothing said becomes markup."""

from __future__ import annotations

from vaha.training.report.page import table


def test_numbers_of_a_table_stand_to_the_right_and_words_do_not() -> None:
    drawn = table(("part", "accuracy"), [("PrivateTest", "71.2 %")])
    assert '<td class="number">71.2 %</td>' in drawn
    assert "<td>PrivateTest</td>" in drawn and "<th>part</th>" in drawn


def test_a_list_of_names_and_values_has_no_head_and_keeps_to_the_left() -> None:
    drawn = table(("", ""), [("parameters", "14,721,351")])
    assert "<td>14,721,351</td>" in drawn
    assert "<th" not in drawn


def test_what_a_table_says_is_never_markup() -> None:
    assert "&lt;b&gt;" in table(("name",), [("<b>",)])
