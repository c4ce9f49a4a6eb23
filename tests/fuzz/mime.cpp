// Inputs to the messages they hold, and messages to their parts: every part lies inside its parent
// and has its own octets, every transfer encoding ends.
#include "message/container.h"
#include "message/mime.h"

#include "input.h"
#include "text.h"

using namespace indicia;

namespace {

bool is_inside(std::string_view inner, std::string_view outer) {
  return inner.empty() || (inner.data() >= outer.data() &&
                           inner.data() + inner.size() <= outer.data() + outer.size());
}

void check_parts(const message::PartTree& tree, const message::Message& whole) {
  fuzz::require(!tree.parts.empty());
  fuzz::require_inside(tree.defects, whole.octets.size());
  for (std::size_t i = 0; i < tree.parts.size(); ++i) {
    const message::Part& part = tree.parts[i];
    fuzz::require(is_inside(part.header, whole.octets) && is_inside(part.body, whole.octets));
    fuzz::require(is_utf8(part.filename));
    if (i != 0) {
      fuzz::require(part.parent < i && part.depth == tree.parts[part.parent].depth + 1);
      fuzz::require(is_inside(part.body, tree.parts[part.parent].body));
    }
    if (tree.parts.size() < 20) message::decode_transfer(part.transfer_encoding, part.body);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = fuzz::text(data, size);
  const message::Container container = message::open_container(input, Limits{});
  fuzz::require(!container.messages.empty());
  fuzz::require_inside(container.defects, size);
  for (const message::ContainedMessage& contained : container.messages) {
    const message::Message& message = contained.message;
    fuzz::require(is_inside(message.octets, input));
    fuzz::require(contained.location.offset + contained.location.length <= size);
    check_parts(message::scan_parts(message, Limits{}), message);
  }
  return 0;
}
