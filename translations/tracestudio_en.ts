<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>DatasetReport</name>
    <message numerus="yes">
        <source>%n sample(s) differ from %1. The filter is:changed lists only these.</source>
        <translation>
            <numerusform>%n sample differ from %1. The filter is:changed lists only these.</numerusform>
            <numerusform>%n samples differ from %1. The filter is:changed lists only these.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InspectorContent</name>
    <message numerus="yes">
        <source>%n point(s)</source>
        <translation>
            <numerusform>%n point</numerusform>
            <numerusform>%n points</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>answers with %n waypoint(s)</source>
        <translation>
            <numerusform>answers with %n waypoint</numerusform>
            <numerusform>answers with %n waypoints</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>points at %n place(s)</source>
        <translation>
            <numerusform>points at %n place</numerusform>
            <numerusform>points at %n places</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::AnnotationPanel</name>
    <message numerus="yes">
        <source>● %n sample(s) not saved</source>
        <translation>
            <numerusform>● %n sample not saved</numerusform>
            <numerusform>● %n samples not saved</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::CaptureKeeping</name>
    <message numerus="yes">
        <source>%n recorded</source>
        <translation>
            <numerusform>%n recorded</numerusform>
            <numerusform>%n recorded</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n dropped</source>
        <translation>
            <numerusform>%n dropped</numerusform>
            <numerusform>%n dropped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) recorded in %1.</source>
        <translation>
            <numerusform>%n frame recorded in %1.</numerusform>
            <numerusform>%n frames recorded in %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) dropped: the disk could not keep up.</source>
        <translation>
            <numerusform>%n frame dropped: the disk could not keep up.</numerusform>
            <numerusform>%n frames dropped: the disk could not keep up.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::DatasetEditor</name>
    <message numerus="yes">
        <source>Delete %n sample(s)</source>
        <translation>
            <numerusform>Delete %n sample</numerusform>
            <numerusform>Delete %n samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) stay: their rows cannot be read. Correct the file.</source>
        <translation>
            <numerusform>%n sample stay: their rows cannot be read. Correct the file.</numerusform>
            <numerusform>%n samples stay: their rows cannot be read. Correct the file.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::EditKeeping</name>
    <message numerus="yes">
        <source>%n sample(s) are shown as annotated in %1.</source>
        <translation>
            <numerusform>%n sample are shown as annotated in %1.</numerusform>
            <numerusform>%n samples are shown as annotated in %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unsaved edits of %n sample(s) were found. Some of them were made before the dataset was changed.</source>
        <translation>
            <numerusform>Unsaved edits of %n sample were found. Some of them were made before the dataset was changed.</numerusform>
            <numerusform>Unsaved edits of %n samples were found. Some of them were made before the dataset was changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unsaved edits of %n sample(s) were found; the program ended before they were saved.</source>
        <translation>
            <numerusform>Unsaved edits of %n sample were found; the program ended before they were saved.</numerusform>
            <numerusform>Unsaved edits of %n samples were found; the program ended before they were saved.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) were annotated in %1. Save to have them in the dataset.</source>
        <translation>
            <numerusform>%n sample were annotated in %1. Save to have them in the dataset.</numerusform>
            <numerusform>%n samples were annotated in %1. Save to have them in the dataset.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::FigureController</name>
    <message numerus="yes">
        <source>%n figure(s) were written to %1.</source>
        <translation>
            <numerusform>%n figure were written to %1.</numerusform>
            <numerusform>%n figures were written to %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::FigureEachDialog</name>
    <message numerus="yes">
        <source>%n sample(s), such as %1</source>
        <translation>
            <numerusform>%n sample, such as %1</numerusform>
            <numerusform>%n samples, such as %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::FilmDialog</name>
    <message numerus="yes">
        <source>%n frame(s) of %1 × %2 pixels.</source>
        <translation>
            <numerusform>%n frame of %1 × %2 pixels.</numerusform>
            <numerusform>%n frames of %1 × %2 pixels.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::MainWindow</name>
    <message numerus="yes">
        <source>%n sample(s)</source>
        <translation>
            <numerusform>%n sample</numerusform>
            <numerusform>%n samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of answers found in %1.</source>
        <translation>
            <numerusform>%n file of answers found in %1.</numerusform>
            <numerusform>%n files of answers found in %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Scored %n answer(s) in %1 s</source>
        <translation>
            <numerusform>Scored %n answer in %1 s</numerusform>
            <numerusform>Scored %n answers in %1 s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::MessageBar</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::ModelController</name>
    <message numerus="yes">
        <source>the %n sample(s) that the filter shows</source>
        <translation>
            <numerusform>the %n sample that the filter shows</numerusform>
            <numerusform>the %n samples that the filter shows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>all %n sample(s)</source>
        <translation>
            <numerusform>all %n sample</numerusform>
            <numerusform>all %n samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) cleared.</source>
        <translation>
            <numerusform>%n answer cleared.</numerusform>
            <numerusform>%n answers cleared.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the %n selected sample(s)</source>
        <translation>
            <numerusform>the %n selected sample</numerusform>
            <numerusform>the %n selected samples</numerusform>
        </translation>
    </message>
</context>
</TS>
