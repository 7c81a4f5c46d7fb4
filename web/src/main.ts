import { App } from './app';
import './styles/colours.css';
import './styles/page.css';
import './styles/stage.css';

const root = document.getElementById('app');
if (root) new App(root).start();
