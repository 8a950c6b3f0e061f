export { type AutoScalingOptions, createAutoScalingService } from './service';
