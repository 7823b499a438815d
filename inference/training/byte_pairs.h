#pragma once

#include "local/tokenizer.h"

#include <map>
#include <string>

namespace tracestudio {

/// Learns a byte-level BPE vocabulary: the 256 bytes, then up to `mostMerges` pairs, the most frequent first (of equal
/// ones the alphabetically first), as long as one is found `fewest` times; behind them the special tokens that Qwen3-VL
/// needs. `texts` tells how often each occurs. Returns the content of a tokenizer.json in the layout of Qwen2, which
/// Tokenizer and Hugging Face's tokenizers read alike; digits stay single.
std::string learnedTokenizer(const std::map<std::string, std::int64_t>& texts, int mostMerges, int fewest = 3);

} // namespace tracestudio
