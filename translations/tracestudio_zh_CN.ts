<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CommandLine</name>
    <message>
        <source>TraceStudio: see where and why a spatial-trace model fails.

  tracestudio [PATH…]                 open the window on benchmark folders, scenes (image + depth),
                                      dataset and prediction files (.jsonl)
  tracestudio evaluate --predictions FILE [--predictions FILE…]
                                      score answers and print a table; needs no display

Window:
  --predictions FILE   answers to show; may be given several times
  --sample ID          start at this sample
  --language CODE      en or zh_CN
  --theme NAME         dark, light or system
  --size WxH           size of the window
  --screenshot FILE    write a PNG of the window once all is loaded and scored, then end

evaluate:
  --benchmark DIR      the benchmark folder; without it answers are scored without images
  --predictions FILE   answers, one JSON object a line; may be given several times
  --task 2D|3D         instead of the file name&apos;s _2D or _3D
  --model-name NAME    instead of the file&apos;s name; chooses the parser as the published script does
  --json FILE          write the full report
  --csv FILE           write one line a sample
  --threads N          instead of all cores

  -h, --help           this text
  -v, --version        the program&apos;s version
</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tracestudio: --%1 is &apos;%2&apos;; it must be %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tracestudio: evaluate needs at least one --predictions FILE. See tracestudio --help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tracestudio: &apos;%1&apos; is not expected after evaluate. Give files with --predictions FILE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tracestudio: %1 See tracestudio --help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2D or 3D</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a whole number above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dark, light or system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>en or zh_CN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a width and a height such as 1600x1000</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EvaluateCommand</name>
    <message>
        <source>cannot write %1: %2. Choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scored %1 %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InspectorContent</name>
    <message>
        <source>The query failed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not scored yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (rule %2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>succeeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fails: the answer holds no points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fails: the answer has no depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fails by its start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fails by its end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fails by collision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fréchet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discrete Fréchet distance to the true trace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hausdorff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hausdorff distance to the true trace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RMSE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Root mean square error along the trace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MAE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean absolute error along the trace, a mean over coordinates too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The published script would never return from this answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Fréchet distance is above 100, which the published script leaves out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The resampled trace is not a number, which the published script leaves out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no trace to compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the first waypoint to the object&apos;s cloud or the true start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From the nearest of the last three waypoints to the destination box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>collision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 at waypoint %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest share of the object inside obstacles, at the waypoints only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start in mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first waypoint&apos;s pixel is on the object; not part of the verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end in 2D box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of the last waypoints is in the box&apos;s outline; not part of the verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first waypoint&apos;s pixel is on the object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of the last three waypoints is in the box&apos;s outline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>swept collision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 at %2 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest share of the object inside obstacles anywhere along the trace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start to mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end to 2D box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waypoint %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 points read by the published parser</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n point(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>official: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lenient: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read leniently: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>thinking left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answer tag unwrapped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no code fence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cut off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>labelled points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>coordinates from 0 to 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>coordinates in pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>points with and without depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>odd number of coordinates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>coordinates that are no numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step · category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>depth picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>focal length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>principal point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>true trace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 waypoints, %2 m</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SampleListModel</name>
    <message>
        <source>start, m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end, m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>collision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>swept collision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fréchet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hausdorff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RMSE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MAE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waypoints</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SummaryContent</name>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>matched</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>samples without an answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>extra</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answers without a sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>further answers to the same sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>lines that are no answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>overall success</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start, end and no collision, over all answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>3D start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>3D end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no collision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2D start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>of the 3D answers, projected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>2D end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean start distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean end distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mean Fréchet distance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>metres</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fractions of the picture&apos;s size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answers read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start at the object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end at the destination</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>free of collision, swept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The published script ends with an exception on this file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The published script never returns from this file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(none)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By source</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TraceLayer</name>
    <message>
        <source>collision %1 &gt; %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start %1 m away, more than %2 m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end %1 m away, more than %2 m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>start outside the object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>end outside the destination</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>success</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no parse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>collision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not measured</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WindowCommand</name>
    <message>
        <source>tracestudio: cannot write %1. Choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tracestudio: the window was not ready after two minutes.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>%1 cannot be read: %2. Check its permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a file. Open the dataset&apos;s folder or its JSON file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening %1 was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a dataset: it is not a JSON list of samples, which begins with &quot;[&quot;. Open a trajectory_dataset.json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 breaks off or is damaged at byte %2, after %3 samples. These are shown; copy the file again to have the rest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 goes on at byte %2 after its list of samples is closed. That part was not read; correct the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds no samples.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder %1, so the samples have no pictures. Put the dataset&apos;s raw_data there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 changed since it was opened, so sample %2 cannot be read. Open it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1 in %2 is not valid JSON: %3 (byte %4). Correct the row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1 in %2 is not an object in braces. Correct the row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has no intrinsics.json, intrinsics.txt or camera.json, so the focal length is assumed to be the picture&apos;s width. Distances may be wrong; add one of these files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds no 3×3 or 4×4 intrinsics nor fx, fy, cx, cy, so the focal length is assumed to be the picture&apos;s width. Distances may be wrong; correct the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 was opened; there also are: %2. Open one of these by itself to see it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 does not exist. Open a TraceSpatial-Bench folder or its trajectory_dataset.json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder %1 cannot be read: %2. Check its permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds no dataset. Looked for trajectory_dataset.json or another JSON list of samples, there and one folder below, and for a scene of image.png (or colour, color, rgb) with gt_depth.png (or depth). Open a folder that has one of these.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1 of %2 is not valid JSON: %3. Correct or remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1 of %2 is not an object in braces. Correct or remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line %1 of %2 has no question_id, so its sample is not known. Add one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a binary file, not a prediction file. Open a .jsonl file with one JSON object a line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is one JSON list, not a prediction file. Open a .jsonl file with one JSON object a line; open a dataset as a benchmark.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prediction file %1 does not exist. Check its path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a folder, not a prediction file. Open a .jsonl file in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a file. Open a .jsonl file with one JSON object a line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prediction file %1 cannot be read: %2. Check its permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 holds no answers. Open a .jsonl file with one JSON object a line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a prediction file: none of its %2 lines is an answer. %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The search was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The regular expression %1 has no closing &quot;/&quot;. Add it, or put a word that begins with &quot;/&quot; in quotes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;step:%1&quot; is not a step. Write step:3, step:2-4 or step:5-.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;is:%1&quot; is not known. Write is:broken, is:good, is:bad, is:unreviewed or is:noted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;verdict:%1&quot; is not known. Write verdict:success, failure, no-parse, no-depth, wrong-start, wrong-end, collision or not-measured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a range. Write a number behind the sign, as in start&lt;0.2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The regular expression /%1/ is malformed at character %2: %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The regular expression /%1/ takes too long (%2). Make it simpler.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The review marks cannot be written to %1: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The review marks in %1 are damaged and were moved to %2. New marks start empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The review marks in %1 are damaged and could not be moved aside. New marks start empty and are kept in %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1 is not an object in braces, so nothing of it can be shown. Correct the row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1 is not valid JSON. Correct the row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1 has no id, so no answer can be matched to it. Add one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another sample before has the id %1 too; answers go to that one. Give each sample its own id.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1 has no instruction. Add &quot;prompt&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1 names no image. Add &quot;image_path&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1 names no depth picture. Add &quot;gt_depth_path&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1 names no mask, so starts cannot be scored. Add &quot;mask_path&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1 names a file outside raw_data, which is not read. Correct its path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1 has no destination box, so ends cannot be scored. Add &quot;bbox_center&quot;, &quot;bbox_extent&quot; and &quot;bbox_rotation&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The destination box of sample %1 is not 3, 3 and 3×3 finite numbers. Correct &quot;bbox_center&quot;, &quot;bbox_extent&quot; and &quot;bbox_rotation&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1 has no intrinsics, so it has no cloud and no trace in the picture. Add &quot;gt_depth_intrinsics&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The intrinsics of sample %1 are neither 3×3 nor 4×4 numbers. Correct &quot;gt_depth_intrinsics&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The intrinsics of sample %1 hold NaN or infinity. Correct &quot;gt_depth_intrinsics&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1 has no ground-truth trace. Add &quot;trajectory&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The ground-truth trace of sample %1 is not a list of at least two points of three finite numbers. Correct &quot;trajectory&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The destination box of sample %1 is turned by a matrix that is not a rotation. Correct &quot;bbox_rotation&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is missing. Copy it there, or correct its path in the dataset.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a picture file. Put the picture there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is empty. Copy it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is larger than 512 MB. Export it as a smaller picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 changed or failed while it was read. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has more than 200 million pixels. Export it at a smaller size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a damaged PNG picture: its header gives no usable size. Copy it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a damaged PNG picture (%2). Copy it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is a damaged JPEG picture (the file ends early). Copy it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a picture that can be read. Export it as PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a mask: its values are not whole numbers. Export it as 8-bit PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a depth picture: it has colours. Export depth as one channel of 16-bit millimetres.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a depth picture of 8 or 16 bits. Export depth as 16-bit millimetres.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file is not named in the dataset. Add its path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 leads out of %2 and was not read. Correct the path in the dataset.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is %2 but the depth picture is %3, so they do not lie on each other. Export both at one size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The focal lengths of sample %1 are not usable numbers. Correct &quot;gt_depth_intrinsics&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is read differently by the evaluator&apos;s two readers, so start and collision may disagree. Export it as an 8-bit grey picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The depth picture is not a single channel of 8 or 16 bits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The published evaluator stops here: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no pictures, so the start is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The intrinsics are missing or neither 3×3 nor 4×4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no pictures, so the start and collisions are not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The published script ends its whole run at this answer (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was parsed, and the official score takes two points at pixel (0, 0) instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The official score leaves this answer out of every mean; it still counts as a failure overall.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was parsed, yet the official score counts the answer as free of collision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The published script would never return from this answer: its first two points coincide or one is not finite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The derived 2D block fails and is counted twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The object is large: the 2 cm cluster radius shatters its cloud or drops nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask holds no depth, so the official score counts no collision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The collision was checked with the object of another sample (%1).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mask has values other than 255: the object itself stays among the obstacles.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The collision check failed, and the official score takes that for no collision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The destination box is not in front of the camera; its projection means nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scoring was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The intrinsics are missing or unusable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No point of the object is known: the mask or the depth under it is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The start cannot be measured: the mask is missing or empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The destination box is missing or its rotation is not a rotation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The obstacles cannot be made: depth, mask and intrinsics do not fit together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The obstacles cannot be made: the scene is spread too far, so the intrinsics are probably wrong. Check gt_depth_intrinsics.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No obstacle was found in the depth picture. Check its values and the intrinsics.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::AnswerView</name>
    <message>
        <source>The model&apos;s answer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::BarChart</name>
    <message>
        <source>%1, %2: no answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2: %3 of %4 succeed (%5)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::BrowserController</name>
    <message>
        <source>file order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>instruction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed by %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Samples on which %1 does not succeed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 ✓ %2 ✗</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 succeeds, %2 fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows with something missing or damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note on sample %1:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::BrowserPanel</name>
    <message>
        <source>Samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter: text, #42, /regex/</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quick filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More filters: steps, categories, sources, metrics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ascending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grid of pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sample matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No samples yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing fits the filter and the marks above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a benchmark folder, a capture or a file of answers, or drop it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a benchmark folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Descending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bad</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy picture&apos;s path</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::CloudView</name>
    <message>
        <source>%1k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1M</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sample&apos;s point cloud with its traces in space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sample to show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No cloud: the depth picture holds no reading between 0 and 15 m.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No cloud: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No cloud: this sample has no depth picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No cloud: the intrinsics of this sample&apos;s camera are not usable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cloud · %1 points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · orthographic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · no OpenGL: plain lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · %1 m · (%2, %3, %4) m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · no depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · waypoint %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a command, or #42 for a sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the number of a sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to sample %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No command matches</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::Document</name>
    <message>
        <source>Opening…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No further sample without a mark in this list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No earlier sample without a mark in this list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no sample %1 in this dataset.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ground truth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scoring %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::FigureList</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::FilterPopup</name>
    <message>
        <source>More filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fewest steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unreviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>marked good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>marked bad</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>with a note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>broken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Categories</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sources</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Succeeds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>and fails</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a metric</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(none)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Metric</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>max</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove this metric</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::ImageOverlay</name>
    <message>
        <source>%1 · waypoint %2 of %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · %1 m</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::ImageView</name>
    <message>
        <source>%1 m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No depth: this sample has none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No depth: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture: this sample has none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sample to show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sample&apos;s picture with its traces</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image + depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 · %2 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · %1 m · (%2, %3, %4) m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> · no depth</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::InspectorPanel</name>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a sample to see what was asked and how each model answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Facts of the sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Official score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Careful score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go there (G)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the selected waypoint, else at the first failing one, from where it is seen best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>target</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>destination</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer (%1)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::LayerPanel</name>
    <message>
        <source>Layers</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::LayerRowWidget</name>
    <message>
        <source>Colour of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity and width of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 pt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::MainWindow</name>
    <message numerus="yes">
        <source>%n answer(s) scored</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Ground truth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Destination box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Object mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a benchmark folder to begin, or drop one here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 — %2 — %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a benchmark folder or a scene</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers (*.jsonl);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of answers found in %1.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open answers…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next without a mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous without a mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to sample…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark as good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark as bad</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the failing waypoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Linked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the ego view, panning and zooming one view moves the other (L)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep zoom and camera between samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ego</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the cloud from the capturing camera (E)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actual pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture and depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture, depth or both</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Eye-dome lighting: edges of the cloud stand out (S)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language changes when the program starts again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fold the panels away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Summary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Models side by side (F9)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mouse in the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>zoom at the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>move the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>select a waypoint, the box or the object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>previous or next waypoint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mouse in the cloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>orbit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>move</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>double click</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>turn about this place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>O</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>parallel rays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::MessageBar</name>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::SampleListModel</name>
    <message>
        <source>id</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>instruction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>category</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>source</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::SampleListView</name>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reviewed: good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reviewed: bad</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::ShortcutsDialog</name>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>tracestudio::SummaryPanel</name>
    <message>
        <source>Summary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rates by model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answers open: drop a .jsonl file here or use Open answers…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open answers…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Published score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Careful score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faults of the published evaluator that touch these answers</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
