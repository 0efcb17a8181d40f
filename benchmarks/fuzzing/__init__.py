"""Parts of the fuzzer: seeds, mutations, strategies for Hypothesis, the target of atheris."""
