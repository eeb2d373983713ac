// Times the engines that run in Node, one after the other, warm, in this one process.
//
// Takes the path of a job file: {folder, engines, values, repeats, least}; the template of an engine is folder/ENGINE.docx.
// Prints {engine: {samples: [seconds of one report, one number a repeat], version}} and leaves folder/ENGINE.made.docx.
// Only the work of a report is timed: reading the template's bytes is not, where an engine takes bytes.
'use strict';
const fs = require('fs');
const path = require('path');

const makers = {
  docxtemplater(file, values) {
    const PizZip = require('pizzip');
    const Docxtemplater = require('docxtemplater');
    const bytes = fs.readFileSync(file);
    return async () => {
      const document = new Docxtemplater(new PizZip(bytes), {paragraphLoop: true});
      document.render(values);
      return document.toBuffer({compression: 'DEFLATE'});
    };
  },

  'easy-template-x'(file, values) {
    const {TemplateHandler} = require('easy-template-x');
    const handler = new TemplateHandler();
    const bytes = fs.readFileSync(file);
    return () => handler.process(bytes, values);
  },

  carbone(file, values) {
    const carbone = require('carbone');
    return () =>
      new Promise((resolve, reject) =>
        carbone.render(file, values, {}, (error, made) => (error ? reject(error) : resolve(made))),
      );
  },
};

async function secondsOf(make, count) {
  const start = process.hrtime.bigint();
  for (let each = 0; each < count; each += 1) await make();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

async function measure(make, repeats, least) {
  let once = 0;
  // The compiler of Node needs some calls before it is at its best.
  for (let spent = 0; spent < least; spent += once) once = await secondsOf(make, 1);
  const count = Math.max(1, Math.round(least / once));
  const samples = [];
  for (let each = 0; each < repeats; each += 1) samples.push((await secondsOf(make, count)) / count);
  return samples;
}

async function main() {
  const job = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
  const answers = {};
  for (const engine of job.engines) {
    const make = makers[engine](path.join(job.folder, `${engine}.docx`), job.values);
    fs.writeFileSync(path.join(job.folder, `${engine}.made.docx`), Buffer.from(await make()));
    const manifest = path.join(__dirname, 'node_modules', engine, 'package.json');
    const version = JSON.parse(fs.readFileSync(manifest, 'utf8')).version;
    answers[engine] = {samples: await measure(make, job.repeats, job.least), version};
  }
  process.stdout.write(JSON.stringify(answers));
}

main().catch((error) => {
  process.stderr.write(`${error.stack || error}\n`);
  process.exit(1);
});
