package eqmail.spp.stock;

import eqmail.control.ControlException;
import eqmail.spp.StockPlugin;

/** A stock plug-in with its control file. */
interface Configured extends StockPlugin {
    /** Reads the settings, to see whether they can be used. */
    void readSettings() throws ControlException;
}
