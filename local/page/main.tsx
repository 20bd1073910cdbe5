import { render } from 'preact';
import './style/page.css';
import { App } from './app.tsx';
import { connect } from './connection.ts';
import { store } from './store.ts';

const root = document.getElementById('app');
if (root) render(<App />, root);
connect(store);
