// npm runs this before `npm start` and `npm test`: one sentence in place of a stack trace before `npm ci`.
import { installedNode } from './installed-node.js';

installedNode();
