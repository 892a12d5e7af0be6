// Reads pictures with zxing-cpp, compiled to WebAssembly, for ReadingBench: pixels in, one line of JSON out.
// argv[2] is the folder of the npm package zxing-wasm. Each picture is width and height as 32 bits, then its grey bytes.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2];
const reader = await import(pathToFileURL(`${folder}/dist/es/reader/index.js`).href);
// Given here, because by itself the package would fetch it from the network.
const wasmBinary = readFileSync(`${folder}/dist/reader/zxing_reader.wasm`);
await reader.prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
const options = {
  formats: ['QRCode'],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  maxNumberOfSymbols: 1,
};

const read = async (width, height, grey) => {
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < grey.length; i++) {
    data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = grey[i];
  }
  const before = process.cpuUsage();
  const found = await reader.readBarcodes({ data, width, height }, options);
  const used = process.cpuUsage(before);
  return {
    texts: found.filter((one) => one.isValid !== false && !one.error).map((one) => one.text),
    micros: used.user + used.system,
    kilobytes: process.resourceUsage().maxRSS,
  };
};

let parts = [];
let have = 0;
for await (const chunk of process.stdin) {
  parts.push(chunk);
  have += chunk.length;
  const head = parts[0].length >= 8 ? parts[0] : Buffer.concat(parts);
  if (head.length < 8) continue;
  const width = head.readUInt32BE(0);
  const height = head.readUInt32BE(4);
  if (have < 8 + width * height) continue;
  const all = Buffer.concat(parts);
  parts = [];
  have = 0;
  process.stdout.write(`${JSON.stringify(await read(width, height, all.subarray(8)))}\n`);
}
