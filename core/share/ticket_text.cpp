// Lays a ticket out as Markdown and as plain text; see ticket_text.h.
#include "share/ticket_text.h"

#include <algorithm>

#include "share/markdown.h"
#include "text.h"

namespace indicia::share {

namespace {

constexpr auto npos = std::string::npos;

// A ticket system turns addresses of pages and @names of plain text into links and mentions.
std::string plain(std::string_view text) {
  const std::string visible = escaped(clean_utf8(text));
  std::string out;
  for (std::size_t i = 0; i < visible.size(); ++i) {
    const bool in_address = i > 0 && (is_alnum(visible[i - 1]) || visible[i - 1] == '"');
    if (visible[i] == '@' && !in_address) {
      out += "[at]";
    } else if (visible.compare(i, 3, "://") == 0) {
      out += "[:]";
    } else {
      out += visible[i];
    }
  }
  return out;
}

void markdown_table(std::string& out, const std::vector<TicketRow>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const std::string& cell : rows[i]) out += "| " + markdown_cell(cell) + " ";
    out += "|\n";
    if (i > 0) continue;
    for (std::size_t column = 0; column < rows[i].size(); ++column) out += "| --- ";
    out += "|\n";
  }
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// Columns as wide as their widest cell, up to a limit beyond which a cell pushes its row.
void text_table(std::string& out, const std::vector<TicketRow>& rows) {
  constexpr std::size_t widest = 40;
  std::vector<std::size_t> widths;
  std::vector<TicketRow> shown;
  for (const TicketRow& row : rows) {
    TicketRow& cells = shown.emplace_back();
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      cells.push_back(plain(row[i]));
      widths[i] = std::max(widths[i], std::min(widest, characters(cells[i])));
    }
  }
  for (const TicketRow& row : shown) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::size_t size = characters(row[i]);
      line += ' ' + row[i] + std::string(size < widths[i] ? widths[i] - size : 0, ' ') + ' ';
    }
    line.resize(line.find_last_not_of(' ') == npos ? 0 : line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
}

}  // namespace

std::string as_markdown(const Ticket& ticket) {
  std::string out = "**" + std::string(ticket.mark) + "** " + markdown(ticket.headline) + "\n";
  for (const std::string& text : ticket.because) out += "\n" + markdown(text) + "\n";
  if (!ticket.findings.empty()) out += "\n**" + markdown(ticket.todo_title) + "**\n\n";
  for (const TicketFinding& one : ticket.findings) {
    out += "- **" + std::string(one.mark) + "** `" + std::string(one.ident) + "`";
    if (!one.place.empty()) out += " (" + markdown(one.place) + ")";
    out += " " + markdown(one.title);
    if (!one.fix.empty()) out += " → " + markdown(one.fix);
    out += '\n';
  }
  if (!ticket.more_findings.empty()) out += "- " + markdown(ticket.more_findings) + "\n";
  if (!ticket.notes.empty()) out += "\n" + markdown(ticket.notes) + "\n";
  if (!ticket.identity.empty()) {
    out += "\n**" + markdown(ticket.identity_title) + "**\n\n";
    markdown_table(out, ticket.identity);
    out += "\n**" + markdown(ticket.path_title) + "**\n";
    if (!ticket.path.empty()) out += '\n';
    markdown_table(out, ticket.path);
  }
  out += '\n';
  for (const std::string& text : ticket.footer) out += "- " + markdown(text) + "\n";
  return out;
}

std::string as_text(const Ticket& ticket) {
  std::string out = std::string(ticket.mark) + "  " + plain(ticket.headline) + "\n";
  for (const std::string& text : ticket.because) out += "      " + plain(text) + "\n";
  if (!ticket.findings.empty()) out += "\n" + plain(ticket.todo_title) + "\n";
  for (const TicketFinding& one : ticket.findings) {
    out += std::string(one.mark) + "  " + std::string(one.ident);
    if (!one.place.empty()) out += " (" + plain(one.place) + ")";
    out += ": " + plain(one.title);
    if (!one.fix.empty()) out += " -> " + plain(one.fix);
    out += '\n';
  }
  if (!ticket.more_findings.empty()) out += plain(ticket.more_findings) + "\n";
  if (!ticket.notes.empty()) out += "\n" + plain(ticket.notes) + "\n";
  if (!ticket.identity.empty()) {
    out += "\n" + plain(ticket.identity_title) + "\n";
    text_table(out, ticket.identity);
    out += "\n" + plain(ticket.path_title) + "\n";
    text_table(out, ticket.path);
  }
  out += '\n';
  for (const std::string& text : ticket.footer) out += plain(text) + "\n";
  return out;
}

}  // namespace indicia::share
