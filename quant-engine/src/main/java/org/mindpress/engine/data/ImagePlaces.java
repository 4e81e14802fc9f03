package org.mindpress.engine.data;

/** Says where an image came from, for messages: a file, or a file and a record. */
interface ImagePlaces {

    /** The place of an image, by its number within its split. */
    String place(Split split, int index);
}
