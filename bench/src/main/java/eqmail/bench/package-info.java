/** Benchmarks of single rooms (JMH). Never part of the default test run: a figure is no verdict. */
@NullMarked
package eqmail.bench;

import org.jspecify.annotations.NullMarked;
