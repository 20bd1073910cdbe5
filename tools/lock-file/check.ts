// npm run check:lock: fails if a package in package-lock.json could be replaced without detection.
import { readFileSync } from 'node:fs';
import { lockFileProblems, type LockFile } from './lock-file-problems.ts';

const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as LockFile;
const problems = lockFileProblems({ packages });
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`package-lock.json: ${Object.keys(packages).length} packages, all with integrity`);
