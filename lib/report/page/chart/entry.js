// The parts of Chart.js that the page draws with; the rest stays out of the bundle.
import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from 'chart.js';
import { TreemapController, TreemapElement } from 'chartjs-chart-treemap';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip, TreemapController, TreemapElement);
globalThis.Chart = Chart;
