import pickle

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from crisislearn.language import load_pipeline
from crisislearn.language.blas import OneThread
from crisislearn.language.ladder import BUNDLED
from crisislearn.language.pipeline import NETWORK


def test_a_product_is_what_it_should_be():
    one = np.arange(12, dtype=np.float32).reshape(3, 4)
    two = np.arange(8, dtype=np.float32).reshape(2, 4)
    assert np.array_equal(OneThread().gemm(one, two, trans2=True), one @ two.T)


def test_products_take_one_thread_and_give_the_rest_back(monkeypatch):
    from thinc.api import NumpyOps

    def threads(*args, **kwargs):
        known = (one for one in threadpool_info() if "numpy" in one["filepath"])
        return [one["num_threads"] for one in known]

    monkeypatch.setattr(NumpyOps, "gemm", threads)
    with threadpool_limits(2):
        before = threads()
        if 2 not in before:
            pytest.skip("no library here uses more than one thread")
        assert set(OneThread().gemm()) == {1}
        assert threads() == before


def test_another_process_can_be_handed_them():
    assert isinstance(pickle.loads(pickle.dumps(OneThread())), OneThread)


def test_the_network_uses_them():
    nlp = load_pipeline(BUNDLED)
    for name in NETWORK:
        nodes = nlp.get_pipe(name).model.walk()
        assert all(isinstance(node.ops, OneThread) for node in nodes)
