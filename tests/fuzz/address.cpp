// Address lists and paths: every mailbox lies inside the text.
#include "message/address.h"

#include "input.h"

using namespace indicia;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  const message::AddressList list = message::parse_address_list(text);
  for (const message::Mailbox& mailbox : list.mailboxes) {
    fuzz::require(mailbox.offset <= size && mailbox.length <= size - mailbox.offset);
    fuzz::require(mailbox.address().size() <= 2 * size + 8);
  }
  fuzz::require_inside(list.defects, size);
  Defects defects;
  message::parse_path(text, defects);
  fuzz::require_inside(defects, size);
  return 0;
}
