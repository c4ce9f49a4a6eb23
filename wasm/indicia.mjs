// Loads indicia.wasm and wraps its C ABI (abi.cpp): octets and JSON text in, JSON text out. Runs in Node and
// in browsers; imports nothing.

// What the module's libraries link to. The core reads no clock, file or environment: whatever is not in this
// table fails when it is called.
const granted = {
  emscripten_notify_memory_growth() {},
  // OpenSSL asks whether the program is privileged before it reads the environment, which is empty.
  __syscall_getuid32: () => 0,
  __syscall_geteuid32: () => 0,
  __syscall_getgid32: () => 0,
  __syscall_getegid32: () => 0,
};

// compiled: a WebAssembly.Module
export function load(compiled) {
  let memory;
  const environment = {
    environ_sizes_get(count, size) {
      const view = new DataView(memory.buffer);
      view.setUint32(count, 0, true);
      view.setUint32(size, 0, true);
      return 0;
    },
    environ_get: () => 0,
  };
  const imports = {};
  for (const { module, name } of WebAssembly.Module.imports(compiled)) {
    imports[module] ??= {};
    imports[module][name] = granted[name] ?? environment[name] ?? (() => {
      throw new Error(`indicia.wasm called ${name}, which it is not given`);
    });
  }
  const abi = new WebAssembly.Instance(compiled, imports).exports;
  memory = abi.memory;
  abi._initialize();

  // Views of the memory end when it grows: none is kept over a call.
  function give(octets) {
    const address = abi.allocate(octets.length);
    if (address === 0) throw new RangeError('out of memory');
    new Uint8Array(memory.buffer, address, octets.length).set(octets);
    return address;
  }
  function result() {
    const octets = new Uint8Array(memory.buffer, abi.result_data(), abi.result_size());
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  }

  function report(call, handle, answers) {
    const octets = new TextEncoder().encode(answers);
    const address = give(octets);
    const good = call(handle, address, octets.length);
    abi.release(address);
    if (good === 0) throw new Error(result());
    return result();
  }

  return {
    // octets: Uint8Array; options: JSON text, '' for the defaults. The handle is to be forgotten after use.
    examine(octets, options = '') {
      const optionOctets = new TextEncoder().encode(options);
      const address = give(octets);
      const optionAddress = give(optionOctets);
      const handle = abi.examine(address, octets.length, optionAddress, optionOctets.length);
      abi.release(address);
      abi.release(optionAddress);
      if (handle === 0) throw new Error(result());
      return handle;
    },
    // answers: JSON text of schema indicia-answers/1, zone text or dig output. Returns the report's JSON text.
    evaluate: (handle, answers = '') => report(abi.evaluate, handle, answers),
    // The same when no question is open, with the search for what was changed.
    conclude: (handle, answers = '') => report(abi.conclude, handle, answers),
    forget: (handle) => abi.forget(handle),
    memory: () => memory.buffer.byteLength,
  };
}
