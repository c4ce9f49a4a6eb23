// Loads indicia.wasm and wraps its C ABI (abi.cpp): octets and JSON text in, JSON text out. Runs in Node and
// in browsers; imports nothing.

// The core reads no clock, file or environment. Of what its libraries link to, this alone may be called.
const granted = { emscripten_notify_memory_growth() {} };

// compiled: a WebAssembly.Module
export function load(compiled) {
  const imports = {};
  for (const { module, name } of WebAssembly.Module.imports(compiled)) {
    imports[module] ??= {};
    imports[module][name] = granted[name] ?? (() => {
      throw new Error(`indicia.wasm called ${name}, which it is not given`);
    });
  }
  const abi = new WebAssembly.Instance(compiled, imports).exports;
  const memory = abi.memory;
  abi._initialize();

  // Views of the memory end when it grows: none is kept over a call.
  function give(octets) {
    const address = abi.allocate(octets.length);
    if (address === 0) throw new RangeError('out of memory');
    new Uint8Array(memory.buffer, address, octets.length).set(octets);
    return address;
  }
  function resultOctets() {
    return new Uint8Array(memory.buffer, abi.result_data(), abi.result_size()).slice();
  }
  function result() {
    return new TextDecoder('utf-8', { fatal: true }).decode(resultOctets());
  }

  // Calls with every text (or Uint8Array) as address and length; 0 means that the result says what is wrong.
  function call(name, numbers, ...texts) {
    const given = texts.map((text) => (typeof text === 'string' ? new TextEncoder().encode(text) : text));
    const addresses = given.map(give);
    const value = abi[name](...numbers, ...given.flatMap((octets, i) => [addresses[i], octets.length]));
    for (const address of addresses) abi.release(address);
    if (value === 0) throw new Error(result());
    return value;
  }
  function text(...request) {
    call(...request);
    return result();
  }

  return {
    // octets: Uint8Array; options: JSON text, '' for the defaults. The handle is to be forgotten after use.
    examine: (octets, options = '') => call('examine', [], octets, options),
    // supplied: JSON text of schema indicia-answers/1, zone text or dig output. Returns the report's JSON text.
    evaluate: (handle, supplied = '') => text('evaluate', [handle], supplied),
    // The same when no question is open, with the search for what was changed.
    conclude: (handle, supplied = '') => text('conclude', [handle], supplied),
    // The question as octets of RFC 1035 4, for GET of RFC 8484 4.1: identifier 0, recursion desired.
    query(name, type) {
      call('query', [], name, type);
      return resultOctets();
    },
    // What came of asking; it counts as observed in every later report of the handle, unless what is supplied
    // answers the same question. meta: {name, type, asked_at, resolver, status?}; asked_at is RFC 3339 text, status
    // is timeout, servfail or not_asked where there is no reply. A reply that is none is recorded as servfail and
    // then refused with a sentence.
    observe(handle, meta, reply = new Uint8Array(0)) {
      call('observe', [handle], JSON.stringify(meta), reply);
    },
    // The answers file (schema indicia-answers/1) of what a report uses.
    answers: (handle, supplied = '') => text('answers', [handle], supplied),
    // A text about the handle's latest report, to be handed on: format is markdown, text or reply; redact replaces
    // personal data; language is en or ru, '' for the report's.
    ticket(handle, { format, redact, language = '' }) {
      return text('ticket', [handle, ['markdown', 'text', 'reply'].indexOf(format), redact ? 1 : 0], language);
    },
    // The message as octets, personal data replaced.
    redacted(handle) {
      call('redacted', [handle]);
      return resultOctets();
    },
    // JSON text: {name, version, report_schema, answers_schema, languages, input_octets, public_suffix_list_date}.
    about: () => text('about', []),
    forget: (handle) => abi.forget(handle),
    memory: () => memory.buffer.byteLength,
  };
}
