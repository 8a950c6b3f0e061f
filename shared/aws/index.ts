export { awsPorts } from './aws-ports';
export { forChanges, forReads } from './clients';
export { clusterQueries, tableQueries } from './metric-queries';
export { readSeries as readMetricSeries, spanBefore } from './metric-series';
export { toPortError } from './port-error';
export { awsSurveyor } from './surveyor';
