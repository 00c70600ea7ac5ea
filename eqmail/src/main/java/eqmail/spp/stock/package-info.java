/**
 * The plug-ins that come with the server ({@link eqmail.spp.stock.StockPlugins}). Each is off until control/smtpplugins
 * lists its command, takes its settings from one control file, and says the same in process and as a program. Trouble of
 * this host or of the name service never refuses mail: it passes, or has to come again, as the plug-in's page says.
 */
@NullMarked
package eqmail.spp.stock;

import org.jspecify.annotations.NullMarked;
