import { App } from 'aws-cdk-lib/core';
import { addExamples } from './all-examples.ts';

addExamples(new App());
