import pytest
from hypothesis import settings, HealthCheck, given, strategies as st
from tests.directory import test_export as t
pytestmark = pytest.mark.django_db
inner = t.test_what_comes_in_goes_out_as_it_was.hypothesis.inner_test
test_a = settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))(given(found=st.lists(t.services(), min_size=1, max_size=2).map(t.with_own_ids))(inner))
inner2 = t.test_nonsense_is_taken_or_rejected_and_what_was_taken_goes_round.hypothesis.inner_test
test_b = settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))(given(found=st.lists(st.dictionaries(st.sampled_from(sorted(t.TAKEN)), t.ANYTHING, max_size=6), min_size=1, max_size=3))(inner2))
