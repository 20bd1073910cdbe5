/** Reading the header and verifying the signature beside the bare HMAC. */
import { createHmac, hash } from 'node:crypto';
import { figure, type Figure } from '../figure.ts';
import { printFigures } from './measurement.ts';
