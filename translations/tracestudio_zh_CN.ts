<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AskedPictures</name>
    <message>
        <source>frame %1</source>
        <translation>第 %1 帧</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 · %2 ago</source>
        <translation>%1 · %2前</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>%1 %2 %</source>
        <translation>%1 %2 %</translation>
    </message>
    <message>
        <source>answering · %1 tokens · %2 a second</source>
        <translation>正在回答 · %1 个 token · 每秒 %2 个</translation>
    </message>
    <message>
        <source>answering</source>
        <translation>正在回答</translation>
    </message>
</context>
<context>
    <name>CaptureCommand</name>
    <message>
        <source>serial number %1</source>
        <translation>序列号 %1</translation>
    </message>
    <message>
        <source>No camera of %1 is plugged in.</source>
        <translation>没有插入 %1 相机。</translation>
    </message>
    <message>
        <source>The camera has no mode %1. It has: %2.</source>
        <translation>相机没有模式 %1。它有：%2。</translation>
    </message>
    <message>
        <source>%1 is in the recording that is read. Name another folder with --output.</source>
        <translation>%1 位于所读取的录制中。请用 --output 给出其他文件夹。</translation>
    </message>
    <message>
        <source>%1 On the command line that is --intrinsics fx,fy,cx,cy.</source>
        <translation>%1 在命令行中用 --intrinsics fx,fy,cx,cy 给出。</translation>
    </message>
    <message>
        <source>%1 has sent nothing for %2 s. Check the cable; another port or a smaller mode may help.</source>
        <translation>%1 已有 %2 秒没有发来数据。请检查线缆；换一个接口或选择更小的模式可能有用。</translation>
    </message>
    <message>
        <source>%1 Waiting for it…</source>
        <translation>%1 正在等待…</translation>
    </message>
    <message>
        <source>%1 is back.</source>
        <translation>%1 已恢复。</translation>
    </message>
    <message>
        <source>Nothing was recorded: %1 gave no frame.</source>
        <translation>没有录制任何内容：%1 没有给出帧。</translation>
    </message>
    <message>
        <source>Nothing was recorded: it was stopped before the first frame.</source>
        <translation>没有录制任何内容：在第一帧之前就已停止。</translation>
    </message>
    <message>
        <source>%1 frames of the recording are unreadable.</source>
        <translation>录制中有 %1 帧无法读取。</translation>
    </message>
    <message>
        <source>%1 of %2 frames</source>
        <translation>%1 / %2 帧</translation>
    </message>
    <message>
        <source>%1 frames</source>
        <translation>%1 帧</translation>
    </message>
    <message>
        <source>%1 a second</source>
        <translation>每秒 %1 帧</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <translation>丢弃 %1</translation>
    </message>
    <message>
        <source>%1 unreadable</source>
        <translation>无法读取 %1</translation>
    </message>
    <message>
        <source>%1 frames written</source>
        <translation>写入 %1 帧</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 never came from the camera</source>
        <translation>%1 帧未从相机送达</translation>
    </message>
    <message>
        <source>%1 dropped because the disk could not keep up</source>
        <translation>%1 帧因磁盘跟不上而丢弃</translation>
    </message>
</context>
<context>
    <name>CheckCommand</name>
    <message>
        <source>checked %1 %</source>
        <translation>已检查 %1 %</translation>
    </message>
    <message>
        <source>%1 samples: %2 clean, %3 with findings</source>
        <translation>%1 个样本：%2 个没有问题，%3 个发现问题</translation>
    </message>
    <message>
        <source>something is missing in %1</source>
        <translation>%1 个有缺失</translation>
    </message>
    <message>
        <source>something is wrong in %1</source>
        <translation>%1 个有错误</translation>
    </message>
    <message>
        <source>something is odd in %1</source>
        <translation>%1 个有可疑之处</translation>
    </message>
    <message>
        <source>The ground truth succeeds under its own metric in %1 of %2 that can be measured.</source>
        <translation>可测量的 %2 个样本中，有 %1 个的真值按其自身的指标成功。</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>tracestudio: --%1 is &apos;%2&apos;; it must be %3.</source>
        <translation>tracestudio：--%1 为“%2”，必须是%3。</translation>
    </message>
    <message>
        <source>tracestudio: evaluate needs at least one --predictions FILE. See tracestudio --help.</source>
        <translation>tracestudio：evaluate 至少需要一个 --predictions FILE。参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>tracestudio: &apos;%1&apos; is not expected after evaluate. Give files with --predictions FILE.</source>
        <translation>tracestudio：evaluate 之后不应出现“%1”。请用 --predictions FILE 给出文件。</translation>
    </message>
    <message>
        <source>tracestudio: %1 See tracestudio --help.</source>
        <translation>tracestudio：%1 参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>2D or 3D</source>
        <translation>2D 或 3D</translation>
    </message>
    <message>
        <source>a whole number above 0</source>
        <translation>大于 0 的整数</translation>
    </message>
    <message>
        <source>dark, light or system</source>
        <translation>dark、light 或 system</translation>
    </message>
    <message>
        <source>en or zh_CN</source>
        <translation>en 或 zh_CN</translation>
    </message>
    <message>
        <source>a width and a height such as 1600x1000</source>
        <translation>宽和高，例如 1600x1000</translation>
    </message>
    <message>
        <source>tracestudio: ask needs one instruction, in quotes. See tracestudio --help.</source>
        <translation>tracestudio: ask 需要一条用引号括起来的指令。见 tracestudio --help。</translation>
    </message>
    <message>
        <source>tracestudio: --depth needs --intrinsics fx,fy,cx,cy, and --intrinsics needs --depth.</source>
        <translation>tracestudio: --depth 需要 --intrinsics fx,fy,cx,cy，而 --intrinsics 需要 --depth。</translation>
    </message>
    <message>
        <source>2D, 3D, referring, measuring or free</source>
        <translation>2D、3D、referring、measuring 或 free</translation>
    </message>
    <message>
        <source>four numbers: fx,fy,cx,cy</source>
        <translation>四个数：fx,fy,cx,cy</translation>
    </message>
    <message>
        <source>tracestudio: %1 needs --%2 DIR. See tracestudio --help.</source>
        <translation>tracestudio：%1 需要 --%2 DIR。参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>tracestudio: &apos;%1&apos; is not expected after predict. See tracestudio --help.</source>
        <translation>tracestudio：predict 之后不应出现“%1”。参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>2D, 3D or all</source>
        <translation>2D、3D 或 all</translation>
    </message>
    <message>
        <source>a name</source>
        <translation>一个名称</translation>
    </message>
    <message>
        <source>tracestudio: --%1 is for servers: it needs --url URL instead of --checkpoint.</source>
        <translation>tracestudio: --%1 用于服务器：需要 --url URL，而不是 --checkpoint。</translation>
    </message>
    <message>
        <source>tracestudio: ask --url needs --image FILE: a server is asked about a picture.</source>
        <translation>tracestudio: ask --url 需要 --image FILE：向服务器提问须有一张图片。</translation>
    </message>
    <message>
        <source>robotracer, query or openai</source>
        <translation>robotracer、query 或 openai</translation>
    </message>
    <message>
        <source>a number of seconds above 0</source>
        <translation>大于 0 的秒数</translation>
    </message>
    <message>
        <source>tracestudio: &apos;%1&apos; is not expected after figure. See tracestudio --help.</source>
        <translation>tracestudio：figure 之后不应出现“%1”。参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>tracestudio: figure needs --benchmark DIR, or --from FIGURE. See tracestudio --help.</source>
        <translation>tracestudio：figure 需要 --benchmark DIR 或 --from FIGURE。参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>tracestudio: figure needs --output FILE, ending in .png, .svg or .pdf. See tracestudio --help.</source>
        <translation>tracestudio：figure 需要 --output FILE，以 .png、.svg 或 .pdf 结尾。参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>tracestudio: figure needs to know which samples: --sample ID, --verdict KIND or --all.</source>
        <translation>tracestudio：figure 需要知道是哪些样本：--sample ID、--verdict KIND 或 --all。</translation>
    </message>
    <message>
        <source>tracestudio: --from has its own samples and answers; leave --%1 out.</source>
        <translation>tracestudio：--from 自带样本和回答；请去掉 --%1。</translation>
    </message>
    <message>
        <source>tracestudio: --verdict needs --predictions FILE: a verdict is that of an answer.</source>
        <translation>tracestudio：--verdict 需要 --predictions FILE：判定是对回答的判定。</translation>
    </message>
    <message>
        <source>one of %1</source>
        <translation>以下之一：%1</translation>
    </message>
    <message>
        <source>pixels such as 1600x900, or a width such as 3.25in, 8.5cm or 234pt</source>
        <translation>像素，例如 1600x900，或宽度，例如 3.25in、8.5cm 或 234pt</translation>
    </message>
    <message>
        <source>ego, top, side, telling, or azimuth,elevation,distance such as 30,20,1.5 (degrees, metres)</source>
        <translation>ego、top、side、telling，或“方位角,高度角,距离”，例如 30,20,1.5（度、米）</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2</source>
        <translation>从 %1 到 %2 的整数</translation>
    </message>
    <message>
        <source>a number of seconds from 0.5 to 120</source>
        <translation>从 0.5 到 120 的秒数</translation>
    </message>
    <message>
        <source>tracestudio: --film and --seconds need --output FILE, ending in .mp4, .webm or .gif.</source>
        <translation>tracestudio：--film 和 --seconds 需要 --output FILE，以 .mp4、.webm 或 .gif 结尾。</translation>
    </message>
    <message>
        <source>a number of points from 3 to 100</source>
        <translation>从 3 到 100 的磅值（pt）</translation>
    </message>
    <message>
        <source>left,top,width,height in pixels of the picture, such as 100,80,200,150</source>
        <translation>“左,上,宽,高”，以图像像素为单位，例如 100,80,200,150</translation>
    </message>
    <message>
        <source>tracestudio: &apos;%1&apos; is not expected after capture. Name a camera or recording with --source.</source>
        <translation>tracestudio：capture 之后不应出现“%1”。请用 --source 给出相机或录制。</translation>
    </message>
    <message>
        <source>tracestudio: capture needs --source URI or PATH; capture --list names the cameras that are plugged in. See tracestudio --help.</source>
        <translation>tracestudio：capture 需要 --source URI 或 PATH；capture --list 列出已插入的相机。参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>tracestudio: capture needs --output DIR. See tracestudio --help.</source>
        <translation>tracestudio：capture 需要 --output DIR。参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>tracestudio: capture --list names the cameras that are plugged in; leave --%1 out.</source>
        <translation>tracestudio：capture --list 列出已插入的相机；请去掉 --%1。</translation>
    </message>
    <message>
        <source>tracestudio: --json is for capture --list.</source>
        <translation>tracestudio：--json 用于 capture --list。</translation>
    </message>
    <message>
        <source>tracestudio: --%1 is for cameras; a recording is as it was taken.</source>
        <translation>tracestudio：--%1 用于相机；录制保持采集时的原样。</translation>
    </message>
    <message>
        <source>tracestudio: --%1 is for recordings; a camera knows it itself.</source>
        <translation>tracestudio：--%1 用于录制；相机自己知道该值。</translation>
    </message>
    <message>
        <source>tracestudio: --instruction is for --format benchmark; a TUM folder has no place for it.</source>
        <translation>tracestudio：--instruction 用于 --format benchmark；TUM 文件夹中没有存放指令的位置。</translation>
    </message>
    <message>
        <source>benchmark or tum</source>
        <translation>benchmark 或 tum</translation>
    </message>
    <message>
        <source>a mode such as 640x480@30; capture --list names those there are</source>
        <translation>一个模式，例如 640x480@30；capture --list 列出现有的模式</translation>
    </message>
    <message>
        <source>a number of seconds, 0 or more</source>
        <translation>不小于 0 的秒数</translation>
    </message>
    <message>
        <source>metres for one step of depth, such as 0.001</source>
        <translation>深度值每增加 1 对应的米数，例如 0.001</translation>
    </message>
    <message>
        <source>tracestudio: &apos;%1&apos; is not expected after check. Give the folder with --benchmark DIR.</source>
        <translation>tracestudio：check 之后不应出现“%1”。请用 --benchmark DIR 给出文件夹。</translation>
    </message>
    <message>
        <source>tracestudio: check needs --benchmark DIR. See tracestudio --help.</source>
        <translation>tracestudio：check 需要 --benchmark DIR。参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>tracestudio: diff needs two folders, the older one first. See tracestudio --help.</source>
        <translation>tracestudio：diff 需要两个文件夹，较旧的在前。参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>a file&apos;s name</source>
        <translation>一个文件名</translation>
    </message>
    <message>
        <source>tracestudio: --planner asks no model: leave out --%1. See tracestudio --help.</source>
        <translation>tracestudio：--planner 不询问模型：请去掉 --%1。参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>trace, box or mask</source>
        <translation>trace、box 或 mask</translation>
    </message>
    <message>
        <source>TraceStudio: see where and why a spatial-trace model fails.

  tracestudio [PATH…]                 open the window on benchmark folders, scenes (image + depth),
                                      dataset and prediction files (.jsonl), or live on a camera&apos;s
                                      URI or a recording
  tracestudio evaluate --predictions FILE [--predictions FILE…]
                                      score answers and print a table; needs no display
  tracestudio ask [--checkpoint DIR|--url URL] [--image FILE] &quot;INSTRUCTION&quot;
                                      ask a model and print its answer; needs no display
  tracestudio predict [--checkpoint DIR|--url URL] --benchmark DIR --output DIR
                                      ask a model about every sample; needs no display
  tracestudio predict --planner --benchmark DIR --output DIR
                                      the same of the planner, a baseline that is given mask and box
  tracestudio figure --benchmark DIR --sample ID --output FILE
                                      write figures and films; needs no display
  tracestudio capture --list          name the cameras that are plugged in; needs no display
  tracestudio capture --source URI|PATH --output DIR
                                      record from a camera or recording; needs no display
  tracestudio check --benchmark DIR   say what is missing or odd in annotations; needs no display
  tracestudio diff DIR DIR            say how two versions of a dataset differ; needs no display

Window:
  --predictions FILE   answers to show; may be given several times
  --sample ID          start at this sample
  --language CODE      en or zh_CN
  --theme NAME         dark, light or system
  --size WxH           size of the window
  --instruction TEXT   ask the model this about the first sample; --task as for ask (3D)
  --annotate TOOL      begin to annotate, with the tool trace, box or mask
  --compose            open the figure composer, too; --screenshot then is of it
  --screenshot FILE    write a PNG of the window once all is loaded, scored and answered, then end

evaluate:
  --benchmark DIR      the benchmark folder; without it answers are scored without images
  --predictions FILE   answers, one JSON object a line; may be given several times
  --task 2D|3D         instead of the file name&apos;s _2D or _3D
  --model-name NAME    instead of the file&apos;s name; chooses the parser as the published script does
  --json FILE          write the full report
  --csv FILE           write one line a sample
  --threads N          instead of all cores

ask:
  --image FILE         what the model sees
  --depth FILE         depth of the same view, 16-bit millimetres, with --intrinsics fx,fy,cx,cy
  --task NAME          2D, 3D, referring, measuring, or free (else): the words as they are
  --start-depth NAME   of the trace in the JSON: model, or sensor: what --depth measured where it starts;
                       else as the checkpoint&apos;s card has it
  --json               print text, tokens, trace, times and memory as JSON

predict:
  --benchmark DIR      the benchmark folder
  --output DIR         where MODEL_2D.jsonl and MODEL_3D.jsonl are written, or gone on with
  --task 2D|3D|all     what is asked for (3D)
  --samples LIST       ids such as 0-9,12; else all
  --jobs N             questions a server or the planner is asked at once (1)
  --planner            ask no model, but plan: traces free of collisions from the masked object to the
                       destination box, as answers of &quot;Planner&quot;. A baseline for annotated samples: it
                       is given mask and box and reads no instruction

figure:
  --benchmark DIR      the benchmark folder
  --from FIGURE        instead: a figure that TraceStudio wrote, made again; --benchmark where it has moved
  --predictions FILE   answers to show; may be given several times
  --sample ID          may be given several times; or --verdict KIND (success, failure, no-parse,
                       no-depth, wrong-start, wrong-end, collision, not-measured), or --all
  --output FILE        .png, .svg or .pdf: one figure of all samples; with {id}, {step}, {model} or
                       {verdict} in the name one for each; .mp4, .webm or .gif: a film of one sample
  --overwrite          replace files that are there
  --view NAME          image, cloud or both (else)
  --camera NAME        telling (else), ego, top, side, or azimuth,elevation,distance (degrees, metres)
  --style NAME|FILE    robotracer (else), benchmark, plain, window, one saved in the window, or a file
  --size SIZE          width such as 3.25in (6.875in), 8.5cm or 234pt; or pixels such as 1600x900
  --dpi N              of pictures, clouds and PNG (300)
  --font-size POINTS   of letters, and lines with them (7)
  --background NAME    white (else), dark or transparent
  --columns N          of samples; else as fits
  --panel-per-model    one panel for each answer instead of one for all
  --ghosts N           faded copies of the object along each answer
  --hidden NAME        what the cloud hides of a line: faded (else), dashed, omitted or on-top
  --picture NAME, --cloud-colour NAME   picture (else), depth; of the picture also blend, of clouds height
  --crop X,Y,W,H       the part of the picture to show, pixels; --inset X,Y,W,H: one to show enlarged
  --title TEXT, --scale-bar, --step     labels to add
  --no-truth, --no-box, --no-object, --no-legend, --no-instruction, --no-verdicts, --no-letters,
  --no-shading         what to leave out
  --no-recipe          leave out what the figure was made from, for blind review
  --film NAME          swing (else), turntable, or sweep: the object moves along its trace
  --seconds N          length of the film (6)

capture:
  --list               name the cameras that are plugged in, with their URIs and modes; --json
  --source URI|PATH    a camera, or a recording: a TUM folder, a folder of numbered pairs, .bag, .db3,
                       .mcap, .oni
  --output DIR         a new folder, or a benchmark folder to add samples to
  --format NAME        benchmark (else): samples to annotate; or tum: a TUM RGB-D folder
  --frames N           end after so many; else with the recording, or with Ctrl+C
  --every SECONDS      from one frame to the next; else every frame
  --instruction TEXT   of the samples
  --mode MODE          of a camera: 640x480@30, or 1280x720/848x480@30 with another size of depth
  --wait SECONDS       for a camera that is not there or sends nothing (10)
  --intrinsics fx,fy,cx,cy, --depth-unit METRES   of a recording that does not say

check:
  --benchmark DIR      the benchmark folder. Ends with 1 when anything is missing or odd, as diff does
                       when anything differs

check, diff:
  --json FILE          write what was found, with all numbers

ask, predict, and the window, which remembers its models:
  --model-name NAME    of the model: in the file&apos;s name, and as its server knows it; else its own
  --prompt-style NAME  robotracer, robobrain, fixed, official or instruction (it alone); else as the
                       checkpoint&apos;s card has it, or by the model&apos;s name
  --max-new-tokens N   where to cut an answer off (768)
 a model in this process:
  --checkpoint DIR     folder of a Qwen3-VL or RoboBrain 2.5 checkpoint as downloaded; else the small
                       one that comes with the program, Tabletop demo
  --device NAME        auto (else), cpu, cuda or cuda:1
  --dtype NAME         auto (else), f32 or bf16
  --threads N          instead of all cores but one
 or a server:
  --url URL            such as http://127.0.0.1:25547 or https://host/v1
  --protocol NAME      robotracer (sends paths of files), query or openai; else by name and address
  --timeout SECONDS    how long an answer may take (300)
  --tries N            how often a question is sent while the server fails (3)
  Its key is read from TRACESTUDIO_API_KEY, else from OPENAI_API_KEY, of the environment and is sent
  to chat completions (openai) only.

  -h, --help           this text
  -v, --version        the program&apos;s version
</source>
        <translation>TraceStudio：查看空间轨迹模型在哪里、为什么失败。

  tracestudio [PATH…]                 打开窗口，显示基准文件夹、场景（图像 + 深度）、
                                      数据集文件和预测文件（.jsonl），或实时显示相机（给出其 URI）
                                      或录制
  tracestudio evaluate --predictions FILE [--predictions FILE…]
                                      为回答评分并打印表格；不需要显示器
  tracestudio ask [--checkpoint DIR|--url URL] [--image FILE] &quot;INSTRUCTION&quot;
                                      向模型提问并打印回答；不需要显示器
  tracestudio predict [--checkpoint DIR|--url URL] --benchmark DIR --output DIR
                                      就每个样本向模型提问；不需要显示器
  tracestudio predict --planner --benchmark DIR --output DIR
                                      同上，但由规划器回答；它是已知掩码和目标框的基线
  tracestudio figure --benchmark DIR --sample ID --output FILE
                                      写出插图和视频；不需要显示器
  tracestudio capture --list          列出已插入的相机；不需要显示器
  tracestudio capture --source URI|PATH --output DIR
                                      录制相机或已有录制的内容；不需要显示器
  tracestudio check --benchmark DIR   指出标注中缺失或可疑之处；不需要显示器
  tracestudio diff DIR DIR            指出数据集的两个版本有何不同；不需要显示器

窗口：
  --predictions FILE   要显示的回答；可多次给出
  --sample ID          从此样本开始
  --language CODE      en 或 zh_CN
  --theme NAME         dark、light 或 system
  --size WxH           窗口大小
  --instruction TEXT   就第一个样本向模型提出此指令；--task 与 ask 相同（默认 3D）
  --annotate TOOL      开始标注，使用工具 trace、box 或 mask
  --compose            同时打开插图编辑器；--screenshot 保存的则是插图编辑器
  --screenshot FILE    全部加载、评分并回答后，将窗口保存为 PNG，然后退出

evaluate：
  --benchmark DIR      基准文件夹；不给出时在没有图像的情况下评分
  --predictions FILE   回答，每行一个 JSON 对象；可多次给出
  --task 2D|3D         代替文件名中的 _2D 或 _3D
  --model-name NAME    代替文件名；与官方脚本一样据此选择解析器
  --json FILE          写出完整报告
  --csv FILE           每个样本写出一行
  --threads N          代替使用全部核心

ask：
  --image FILE         模型看到的图片
  --depth FILE         同一视角的深度，16 位毫米，须与 --intrinsics fx,fy,cx,cy 一起给出
  --task NAME          2D、3D、referring、measuring 或 free（默认）：原样发送文字
  --start-depth NAME   JSON 中轨迹的起点深度：model，或 sensor：--depth 在起点处测得的值；
                       默认按检查点说明卡的规定
  --json               以 JSON 打印文字、token、轨迹、时间和内存

predict：
  --benchmark DIR      基准文件夹
  --output DIR         写出（或接着写）MODEL_2D.jsonl 和 MODEL_3D.jsonl 的文件夹
  --task 2D|3D|all     询问什么（默认 3D）
  --samples LIST       样本编号，如 0-9,12；默认全部
  --jobs N             同时向服务器或规划器提出的问题数（默认 1）
  --planner            不询问模型，而是规划：从掩码所示的物体到目标框的无碰撞轨迹，作为
                       “Planner”的回答。它是用于已标注样本的基线：已知掩码和目标框，
                       不读取指令

figure：
  --benchmark DIR      基准文件夹
  --from FIGURE        代替上一项：重新制作 TraceStudio 写出的插图；基准已移动时用 --benchmark 指明位置
  --predictions FILE   要显示的回答；可多次给出
  --sample ID          可多次给出；或 --verdict KIND（success、failure、no-parse、no-depth、
                       wrong-start、wrong-end、collision、not-measured），或 --all
  --output FILE        .png、.svg 或 .pdf：所有样本合为一幅插图；名称中有 {id}、{step}、{model} 或
                       {verdict} 时各写一幅；.mp4、.webm 或 .gif：一个样本的视频
  --overwrite          替换已有的文件
  --view NAME          image、cloud 或 both（默认）
  --camera NAME        telling（默认）、ego、top、side，或“方位角,高度角,距离”（度、米）
  --style NAME|FILE    robotracer（默认）、benchmark、plain、window、在窗口中保存的样式，或样式文件
  --size SIZE          宽度，如 3.25in、8.5cm 或 234pt（默认 6.875in）；或像素，如 1600x900
  --dpi N              图像、点云和 PNG 的分辨率（默认 300）
  --font-size POINTS   文字的大小，线条随之缩放（默认 7）
  --background NAME    white（默认）、dark 或 transparent
  --columns N          样本的列数；默认自动
  --panel-per-model    每个回答一个子图，而不是所有回答共用一个
  --ghosts N           沿每个回答显示多少个物体的淡化副本
  --hidden NAME        线条被点云遮挡的部分：faded（默认）、dashed、omitted 或 on-top
  --picture NAME, --cloud-colour NAME   picture（默认）、depth；图像还可用 blend，点云还可用 height
  --crop X,Y,W,H       图像中要显示的部分，像素；--inset X,Y,W,H：要放大显示的部分
  --title TEXT, --scale-bar, --step     要添加的标注
  --no-truth, --no-box, --no-object, --no-legend, --no-instruction, --no-verdicts, --no-letters,
  --no-shading         要略去的内容
  --no-recipe          不写入插图的制作信息，用于匿名评审
  --film NAME          swing（默认）、turntable，或 sweep：物体沿其轨迹移动
  --seconds N          视频的时长（默认 6 秒）

capture：
  --list               列出已插入的相机及其 URI 和模式；可加 --json
  --source URI|PATH    相机，或录制：TUM 文件夹、带编号的成对图像文件夹、.bag、.db3、
                       .mcap、.oni
  --output DIR         新文件夹，或要向其中添加样本的基准文件夹
  --format NAME        benchmark（默认）：待标注的样本；或 tum：TUM RGB-D 文件夹
  --frames N           录满这么多帧后结束；默认到录制结束，或按 Ctrl+C 结束
  --every SECONDS      相邻两帧的间隔；默认每一帧
  --instruction TEXT   样本的指令
  --mode MODE          相机的模式：640x480@30，或深度尺寸不同时如 1280x720/848x480@30
  --wait SECONDS       相机不存在或没有发来数据时的等待时间（默认 10）
  --intrinsics fx,fy,cx,cy, --depth-unit METRES   用于没有说明这些值的录制

check：
  --benchmark DIR      基准文件夹。有任何缺失或可疑之处时以 1 退出；diff 在有任何差异时
                       也是如此

check、diff：
  --json FILE          写出查到的内容及全部数值

ask、predict 以及窗口（窗口会记住其模型）：
  --model-name NAME    模型名：用于文件名，也是其服务器所用的名称；默认为模型自己的名称
  --prompt-style NAME  robotracer、robobrain、fixed、official 或 instruction（仅指令本身）；
                       默认按检查点说明卡的规定，或由模型名决定
  --max-new-tokens N   回答在多少个 token 处截断（默认 768）
 此进程中的模型：
  --checkpoint DIR     已下载的 Qwen3-VL 或 RoboBrain 2.5 检查点文件夹；默认为程序自带的
                       小模型 Tabletop demo
  --device NAME        auto（默认）、cpu、cuda 或 cuda:1
  --dtype NAME         auto（默认）、f32 或 bf16
  --threads N          代替使用除一个以外的全部核心
 或服务器：
  --url URL            例如 http://127.0.0.1:25547 或 https://host/v1
  --protocol NAME      robotracer（发送文件路径）、query 或 openai；默认由名称和地址决定
  --timeout SECONDS    回答最多可用的时间（默认 300）
  --tries N            服务器出错时一个问题最多发送的次数（默认 3）
  其密钥取自环境变量 TRACESTUDIO_API_KEY，没有时取自 OPENAI_API_KEY，并且只发送给
  chat completions（openai）。

  -h, --help           本说明
  -v, --version        程序版本
</translation>
    </message>
    <message>
        <source>tracestudio: %1 asks one model: either --checkpoint DIR or --url URL. See tracestudio --help.</source>
        <translation>tracestudio：%1 向一个模型提问：请给出 --checkpoint DIR 或 --url URL 之一。参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>tracestudio: %1 needs a model: the one that comes with the program is not there. Give --checkpoint DIR or --url URL.</source>
        <translation>tracestudio：%1 需要模型：程序自带的模型不在应有的位置。请给出 --checkpoint DIR 或 --url URL。</translation>
    </message>
    <message>
        <source>model or sensor</source>
        <translation>model 或 sensor</translation>
    </message>
    <message>
        <source>robotracer, robobrain, fixed, official or instruction</source>
        <translation>robotracer、robobrain、fixed、official 或 instruction</translation>
    </message>
    <message>
        <source>tracestudio: --start-depth tells of the trace in the JSON: it needs --json and --depth.</source>
        <translation>tracestudio：--start-depth 说的是 JSON 中的轨迹：需要 --json 和 --depth。</translation>
    </message>
</context>
<context>
    <name>DatasetReport</name>
    <message>
        <source>%1 of %2 samples are clean.</source>
        <translation>%2 个样本中有 %1 个没有问题。</translation>
    </message>
    <message>
        <source>The ground truth succeeds under its own metric in %1 of %2 that can be measured.</source>
        <translation>可测量的 %2 个样本中，有 %1 个的真值按其自身的指标成功。</translation>
    </message>
    <message>
        <source>Every sample is as it is in %1.</source>
        <translation>每个样本都与 %1 中的相同。</translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) differ from %1. The filter is:changed lists only these.</source>
        <translation>
            <numerusform>%n 个样本与 %1 不同。用筛选 is:changed 可只列出这些样本。</numerusform>
        </translation>
    </message>
    <message>
        <source>Missing: </source>
        <translation>缺失：</translation>
    </message>
    <message>
        <source>Wrong: </source>
        <translation>错误：</translation>
    </message>
    <message>
        <source>Odd: </source>
        <translation>可疑：</translation>
    </message>
    <message>
        <source>the original</source>
        <translation>原始版本</translation>
    </message>
    <message>
        <source>Both views draw what is different there with dashed lines.</source>
        <translation>两个视图都用虚线画出另一版本中的不同之处。</translation>
    </message>
</context>
<context>
    <name>DiffCommand</name>
    <message>
        <source>compared %1 %</source>
        <translation>已比较 %1 %</translation>
    </message>
    <message>
        <source>%1 waypoints moved, up to %2 m</source>
        <translation>%1 个路径点移动，最多 %2 m</translation>
    </message>
    <message>
        <source>%1 waypoints instead of %2, up to %3 m apart</source>
        <translation>%1 个路径点，原为 %2 个，最多相距 %3 m</translation>
    </message>
    <message>
        <source>box moved %1 m, resized %2 m, turned %3°</source>
        <translation>目标框移动 %1 m，尺寸改变 %2 m，旋转 %3°</translation>
    </message>
    <message>
        <source>box added</source>
        <translation>添加了目标框</translation>
    </message>
    <message>
        <source>box removed</source>
        <translation>移除了目标框</translation>
    </message>
    <message>
        <source>mask overlaps by %1 %</source>
        <translation>掩码重叠 %1 %</translation>
    </message>
    <message>
        <source>mask added</source>
        <translation>添加了掩码</translation>
    </message>
    <message>
        <source>mask removed</source>
        <translation>移除了掩码</translation>
    </message>
    <message>
        <source>pictures differ</source>
        <translation>图像不同</translation>
    </message>
    <message>
        <source>keys: %1</source>
        <translation>键：%1</translation>
    </message>
    <message>
        <source>added</source>
        <translation>已添加</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>已移除</translation>
    </message>
    <message>
        <source>%1 samples against %2: %3 added, %4 removed, %5 changed</source>
        <translation>%1 个样本，原为 %2 个：添加 %3，移除 %4，更改 %5</translation>
    </message>
</context>
<context>
    <name>Document</name>
    <message>
        <source>Ground truth</source>
        <translation>真值</translation>
    </message>
</context>
<context>
    <name>EvaluateCommand</name>
    <message>
        <source>scored %1 %</source>
        <translation>已评分 %1 %</translation>
    </message>
    <message>
        <source>%1 is named twice: it would be overwritten. Give the report a name of its own.</source>
        <translation>%1 被指定了两次：它会被覆盖。请给报告另取一个名称。</translation>
    </message>
    <message>
        <source>%1 rows of the dataset are broken.</source>
        <translation>数据集中有 %1 行损坏。</translation>
    </message>
    <message>
        <source>the published script does not know the model &apos;%1&apos;; its answers are read as tuples in the text. --model-name chooses otherwise.</source>
        <translation>官方脚本不认识模型“%1”；其回答按文字中的元组读取。可用 --model-name 另行选择。</translation>
    </message>
    <message>
        <source>the published script does not know the model &apos;%1&apos;; its answers are read as JSON in a code fence. --model-name chooses otherwise.</source>
        <translation>官方脚本不认识模型“%1”；其回答按代码块中的 JSON 读取。可用 --model-name 另行选择。</translation>
    </message>
</context>
<context>
    <name>Figure</name>
    <message>
        <source>Ground truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>Predicted trace</source>
        <translation>预测轨迹</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>目的地</translation>
    </message>
    <message>
        <source>Failing waypoint</source>
        <translation>失败的路径点</translation>
    </message>
    <message>
        <source>Sample %1</source>
        <translation>样本 %1</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>步数 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>Sample %1: “%2”</source>
        <translation>样本 %1：“%2”</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>%1 cm</source>
        <translation>%1 cm</translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation>%1 m</translation>
    </message>
    <message>
        <source>%1 at the start</source>
        <translation>起点处 %1</translation>
    </message>
</context>
<context>
    <name>FigureCommand</name>
    <message>
        <source>no sample has the verdict &apos;%1&apos;.</source>
        <translation>没有判定为“%1”的样本。</translation>
    </message>
    <message>
        <source>%1 holds no samples.</source>
        <translation>%1 中没有样本。</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is no style. Use robotracer, benchmark, plain, window, one saved by the window, or a style&apos;s file (.json).</source>
        <translation>“%1”不是样式。请使用 robotracer、benchmark、plain、window、在窗口中保存的样式，或样式文件（.json）。</translation>
    </message>
    <message>
        <source>%1 is no style: &apos;%2&apos; cannot be used. Save one from the window&apos;s figure composer to see the fields.</source>
        <translation>%1 不是样式：“%2”无法使用。从窗口的插图编辑器保存一个样式，即可查看各字段。</translation>
    </message>
    <message>
        <source>--%1 cannot be &apos;%2&apos;. See tracestudio --help.</source>
        <translation>--%1 不能是“%2”。参见 tracestudio --help。</translation>
    </message>
    <message>
        <source>%1 does not say what it was made from. --from needs a figure that TraceStudio wrote.</source>
        <translation>%1 没有记录其制作信息。--from 需要由 TraceStudio 写出的插图。</translation>
    </message>
    <message>
        <source>drawn %1 %</source>
        <translation>已绘制 %1 %</translation>
    </message>
    <message>
        <source>there is no sample &apos;%1&apos; in %2. The window lists those there are.</source>
        <translation>%2 中没有样本 “%1”。窗口里列出了现有的样本。</translation>
    </message>
</context>
<context>
    <name>InspectorContent</name>
    <message>
        <source>The query failed: %1</source>
        <translation>查询失败：%1</translation>
    </message>
    <message>
        <source>not scored yet</source>
        <translation>尚未评分</translation>
    </message>
    <message>
        <source>not measured: %1</source>
        <translation>未测量：%1</translation>
    </message>
    <message>
        <source>%1 (rule %2)</source>
        <translation>%1（规则 %2）</translation>
    </message>
    <message>
        <source>succeeds</source>
        <translation>成功</translation>
    </message>
    <message>
        <source>fails: the answer holds no points</source>
        <translation>失败：回答中没有点</translation>
    </message>
    <message>
        <source>fails: the answer has no depth</source>
        <translation>失败：回答中没有深度</translation>
    </message>
    <message>
        <source>fails by its start</source>
        <translation>失败：起点错误</translation>
    </message>
    <message>
        <source>fails by its end</source>
        <translation>失败：终点错误</translation>
    </message>
    <message>
        <source>fails by collision</source>
        <translation>失败：发生碰撞</translation>
    </message>
    <message>
        <source>is not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation>%1 m</translation>
    </message>
    <message>
        <source>path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Fréchet</source>
        <translation>Fréchet</translation>
    </message>
    <message>
        <source>Discrete Fréchet distance to the true trace</source>
        <translation>到真值轨迹的离散 Fréchet 距离</translation>
    </message>
    <message>
        <source>Hausdorff</source>
        <translation>Hausdorff</translation>
    </message>
    <message>
        <source>Hausdorff distance to the true trace</source>
        <translation>到真值轨迹的 Hausdorff 距离</translation>
    </message>
    <message>
        <source>RMSE</source>
        <translation>RMSE</translation>
    </message>
    <message>
        <source>Root mean square error along the trace</source>
        <translation>沿轨迹的均方根误差</translation>
    </message>
    <message>
        <source>MAE</source>
        <translation>MAE</translation>
    </message>
    <message>
        <source>Mean absolute error along the trace, a mean over coordinates too</source>
        <translation>沿轨迹的平均绝对误差，对坐标也取平均</translation>
    </message>
    <message>
        <source>The published script would never return from this answer.</source>
        <translation>官方脚本处理此回答时会一直不返回。</translation>
    </message>
    <message>
        <source>The Fréchet distance is above 100, which the published script leaves out.</source>
        <translation>Fréchet 距离大于 100，官方脚本会将其略去。</translation>
    </message>
    <message>
        <source>The resampled trace is not a number, which the published script leaves out.</source>
        <translation>重采样后的轨迹不是数值，官方脚本会将其略去。</translation>
    </message>
    <message>
        <source>There is no trace to compare.</source>
        <translation>没有可比较的轨迹。</translation>
    </message>
    <message>
        <source>start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>From the first waypoint to the object&apos;s cloud or the true start</source>
        <translation>从第一个路径点到物体点云或真实起点的距离</translation>
    </message>
    <message>
        <source>end</source>
        <translation>终点</translation>
    </message>
    <message>
        <source>From the nearest of the last three waypoints to the destination box</source>
        <translation>最后三个路径点中最近者到目标框的距离</translation>
    </message>
    <message>
        <source>collision</source>
        <translation>碰撞</translation>
    </message>
    <message>
        <source>%1 at waypoint %2</source>
        <translation>%1，路径点 %2</translation>
    </message>
    <message>
        <source>Largest share of the object inside obstacles, at the waypoints only</source>
        <translation>物体进入障碍物的最大比例，仅在路径点处计算</translation>
    </message>
    <message>
        <source>start in mask</source>
        <translation>起点在掩码内</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>The first waypoint&apos;s pixel is on the object; not part of the verdict</source>
        <translation>第一个路径点的像素落在物体上；不计入判定</translation>
    </message>
    <message>
        <source>end in 2D box</source>
        <translation>终点在 2D 框内</translation>
    </message>
    <message>
        <source>One of the last waypoints is in the box&apos;s outline; not part of the verdict</source>
        <translation>最后几个路径点之一落在框的轮廓内；不计入判定</translation>
    </message>
    <message>
        <source>m</source>
        <translation>m</translation>
    </message>
    <message>
        <source>The first waypoint&apos;s pixel is on the object</source>
        <translation>第一个路径点的像素落在物体上</translation>
    </message>
    <message>
        <source>One of the last three waypoints is in the box&apos;s outline</source>
        <translation>最后三个路径点之一落在框的轮廓内</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>swept collision</source>
        <translation>扫掠碰撞</translation>
    </message>
    <message>
        <source>%1 at %2 %</source>
        <translation>%1，位于 %2 % 处</translation>
    </message>
    <message>
        <source>Largest share of the object inside obstacles anywhere along the trace</source>
        <translation>沿整条轨迹物体进入障碍物的最大比例</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 px</translation>
    </message>
    <message>
        <source>start to mask</source>
        <translation>起点到掩码</translation>
    </message>
    <message>
        <source>end to 2D box</source>
        <translation>终点到 2D 框</translation>
    </message>
    <message>
        <source>waypoint %1</source>
        <translation>路径点 %1</translation>
    </message>
    <message>
        <source>%1 points officially, %2 leniently</source>
        <translation>官方读出 %1 个点，宽松读出 %2 个点</translation>
    </message>
    <message numerus="yes">
        <source>%n point(s)</source>
        <translation>
            <numerusform>%n 个点</numerusform>
        </translation>
    </message>
    <message>
        <source>official: %1</source>
        <translation>官方：%1</translation>
    </message>
    <message>
        <source>lenient: %1</source>
        <translation>宽松：%1</translation>
    </message>
    <message>
        <source>read leniently: %1</source>
        <translation>宽松读取：%1</translation>
    </message>
    <message>
        <source>thinking left out</source>
        <translation>略去思考过程</translation>
    </message>
    <message>
        <source>answer tag unwrapped</source>
        <translation>去掉 answer 标签</translation>
    </message>
    <message>
        <source>no code fence</source>
        <translation>没有代码围栏</translation>
    </message>
    <message>
        <source>cut off</source>
        <translation>被截断</translation>
    </message>
    <message>
        <source>labelled points</source>
        <translation>带标签的点</translation>
    </message>
    <message>
        <source>coordinates from 0 to 1</source>
        <translation>坐标范围 0 到 1</translation>
    </message>
    <message>
        <source>coordinates in pixels</source>
        <translation>坐标以像素为单位</translation>
    </message>
    <message>
        <source>points with and without depth</source>
        <translation>有的点有深度，有的没有</translation>
    </message>
    <message>
        <source>odd number of coordinates</source>
        <translation>坐标个数不成组</translation>
    </message>
    <message>
        <source>coordinates that are no numbers</source>
        <translation>坐标不是数值</translation>
    </message>
    <message>
        <source>step · category</source>
        <translation>步数 · 类别</translation>
    </message>
    <message>
        <source>source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>depth picture</source>
        <translation>深度图</translation>
    </message>
    <message>
        <source>focal length</source>
        <translation>焦距</translation>
    </message>
    <message>
        <source>%1, %2 px</source>
        <translation>%1, %2 px</translation>
    </message>
    <message>
        <source>principal point</source>
        <translation>主点</translation>
    </message>
    <message>
        <source>true trace</source>
        <translation>真值轨迹</translation>
    </message>
    <message>
        <source>%1 waypoints, %2 m</source>
        <translation>%1 个路径点，%2 m</translation>
    </message>
    <message>
        <source>waits for its turn</source>
        <translation>正在排队</translation>
    </message>
    <message>
        <source>answering</source>
        <translation>正在回答</translation>
    </message>
    <message>
        <source>was stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>could not answer</source>
        <translation>无法回答</translation>
    </message>
    <message>
        <source>Cut off at the limit of tokens. Allow more of them to have the rest.</source>
        <translation>因达到 token 上限而被截断。要得到其余部分，请增大上限。</translation>
    </message>
    <message>
        <source>Asked in other words than the sample&apos;s: “%1”</source>
        <translation>提问所用的文字与样本不同：“%1”</translation>
    </message>
    <message>
        <source>measures %1 m</source>
        <translation>测得 %1 m</translation>
    </message>
    <message>
        <source>names no length</source>
        <translation>没有给出长度</translation>
    </message>
    <message numerus="yes">
        <source>answers with %n waypoint(s)</source>
        <translation>
            <numerusform>回答了 %n 个路径点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>points at %n place(s)</source>
        <translation>
            <numerusform>指出 %n 处</numerusform>
        </translation>
    </message>
    <message>
        <source>has answered</source>
        <translation>已回答</translation>
    </message>
    <message>
        <source>answers without points</source>
        <translation>回答中没有点</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>Measure the answer against the sample&apos;s ground truth</source>
        <translation>按样本的真值衡量此回答</translation>
    </message>
    <message>
        <source>Write the answer to a file of answers</source>
        <translation>将此回答写入回答文件</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the answer&apos;s text</source>
        <translation>复制回答的文字</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>再次提问</translation>
    </message>
    <message>
        <source>Put the same question once more</source>
        <translation>再问一次同样的问题</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Take the answer away</source>
        <translation>移除此回答</translation>
    </message>
    <message>
        <source>on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>token</translation>
    </message>
    <message>
        <source>%1 read, %2 written</source>
        <translation>读入 %1，写出 %2</translation>
    </message>
    <message>
        <source>Of the question with its picture, and of the answer</source>
        <translation>分别为问题及其图像的 token 数和回答的 token 数</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>%1 tokens/s</source>
        <translation>%1 token/秒</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>加载</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Preparing the picture and seeing it</source>
        <translation>准备图像并看图像</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>读题</translation>
    </message>
    <message>
        <source>Up to the first word</source>
        <translation>到写出第一个词为止</translation>
    </message>
    <message>
        <source>The prompt was changed by hand.</source>
        <translation>提示词被手动修改过。</translation>
    </message>
    <message>
        <source>Files of answers hold traces only; copy this one instead.</source>
        <translation>回答文件只保存轨迹；请改为复制这个回答。</translation>
    </message>
    <message>
        <source>Files of answers hold answers to the samples&apos; own instructions; copy this one instead.</source>
        <translation>回答文件只保存对样本自身指令的回答；请改为复制这个回答。</translation>
    </message>
    <message>
        <source>It is not whole. Ask again, and keep that answer.</source>
        <translation>它不完整。请重新提问，并保存新的回答。</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>drawn by chance</source>
        <translation>随机抽取</translation>
    </message>
    <message>
        <source>temperature %1, seed %2</source>
        <translation>温度 %1，种子 %2</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>%1 m measured, %2 m answered</source>
        <translation>测得 %1 m，回答 %2 m</translation>
    </message>
    <message>
        <source>start depth</source>
        <translation>起点深度</translation>
    </message>
    <message>
        <source>The trace is drawn from the depth that was measured at its start. Scores and files keep the answer&apos;s own</source>
        <translation>轨迹从起点处测得的深度开始绘制。评分和文件仍使用回答自身的深度</translation>
    </message>
</context>
<context>
    <name>PredictCommand</name>
    <message>
        <source>%1 questions have no answer; the first: %2 Run the same again to ask them once more.</source>
        <translation>%1 个问题没有回答；第一个：%2 再次运行同样的命令即可重新提问。</translation>
    </message>
    <message>
        <source>there is no sample %1 in the benchmark.</source>
        <translation>基准中没有样本 %1。</translation>
    </message>
    <message>
        <source>Planner is a baseline for annotated samples: it is given the mask and the destination box that models have to find, and reads no instruction.</source>
        <translation>Planner 是用于已标注样本的基线：模型须自行找出的掩码和目标框，它都是已知的，而且它不读取指令。</translation>
    </message>
</context>
<context>
    <name>Run</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>%1 of %2 asked</source>
        <translation>已问 %1 / %2</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>失败 %1</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>%1 answered, %2 kept from before, %3 failed</source>
        <translation>已回答 %1，保留原有 %2，失败 %3</translation>
    </message>
</context>
<context>
    <name>SampleListModel</name>
    <message>
        <source>start, m</source>
        <translation>起点，m</translation>
    </message>
    <message>
        <source>end, m</source>
        <translation>终点，m</translation>
    </message>
    <message>
        <source>collision</source>
        <translation>碰撞</translation>
    </message>
    <message>
        <source>swept collision</source>
        <translation>扫掠碰撞</translation>
    </message>
    <message>
        <source>Fréchet</source>
        <translation>Fréchet</translation>
    </message>
    <message>
        <source>Hausdorff</source>
        <translation>Hausdorff</translation>
    </message>
    <message>
        <source>RMSE</source>
        <translation>RMSE</translation>
    </message>
    <message>
        <source>MAE</source>
        <translation>MAE</translation>
    </message>
    <message>
        <source>waypoints</source>
        <translation>路径点</translation>
    </message>
</context>
<context>
    <name>SceneMarks</name>
    <message>
        <source>Scale</source>
        <translation>尺度</translation>
    </message>
    <message>
        <source>Referring</source>
        <translation>指代</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation>%1 m</translation>
    </message>
    <message>
        <source>Point %1 of the answer</source>
        <translation>回答中的点 %1</translation>
    </message>
    <message>
        <source>The point of the answer</source>
        <translation>回答中的点</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>Preparing the picture</source>
        <translation>正在准备图片</translation>
    </message>
    <message>
        <source>Looking at the picture</source>
        <translation>正在看图片</translation>
    </message>
    <message>
        <source>Reading the question</source>
        <translation>正在读问题</translation>
    </message>
    <message>
        <source>Answering</source>
        <translation>正在回答</translation>
    </message>
    <message>
        <source>Waiting for the server</source>
        <translation>正在等待服务器</translation>
    </message>
</context>
<context>
    <name>SummaryContent</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 m</source>
        <translation>%1 m</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>matched</source>
        <translation>已匹配</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>samples without an answer</source>
        <translation>没有回答的样本</translation>
    </message>
    <message>
        <source>extra</source>
        <translation>多余</translation>
    </message>
    <message>
        <source>answers without a sample</source>
        <translation>没有对应样本的回答</translation>
    </message>
    <message>
        <source>duplicate</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>further answers to the same sample</source>
        <translation>同一样本的其他回答</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>lines that are no answer</source>
        <translation>不是回答的行</translation>
    </message>
    <message>
        <source>overall success</source>
        <translation>总体成功率</translation>
    </message>
    <message>
        <source>start, end and no collision, over all answers</source>
        <translation>起点、终点正确且无碰撞，按全部回答计算</translation>
    </message>
    <message>
        <source>3D start</source>
        <translation>3D 起点</translation>
    </message>
    <message>
        <source>3D end</source>
        <translation>3D 终点</translation>
    </message>
    <message>
        <source>no collision</source>
        <translation>无碰撞</translation>
    </message>
    <message>
        <source>2D start</source>
        <translation>2D 起点</translation>
    </message>
    <message>
        <source>of the 3D answers, projected</source>
        <translation>由 3D 回答投影得到</translation>
    </message>
    <message>
        <source>2D end</source>
        <translation>2D 终点</translation>
    </message>
    <message>
        <source>mean start distance</source>
        <translation>平均起点距离</translation>
    </message>
    <message>
        <source>mean end distance</source>
        <translation>平均终点距离</translation>
    </message>
    <message>
        <source>mean Fréchet distance</source>
        <translation>平均 Fréchet 距离</translation>
    </message>
    <message>
        <source>metres</source>
        <translation>米</translation>
    </message>
    <message>
        <source>fractions of the picture&apos;s size</source>
        <translation>以图像尺寸为单位的比例</translation>
    </message>
    <message>
        <source>answers read</source>
        <translation>已读出的回答</translation>
    </message>
    <message>
        <source>start at the object</source>
        <translation>起点在物体上</translation>
    </message>
    <message>
        <source>end at the destination</source>
        <translation>终点在目标处</translation>
    </message>
    <message>
        <source>free of collision, swept</source>
        <translation>无碰撞（扫掠）</translation>
    </message>
    <message>
        <source>The published script ends with an exception on this file.</source>
        <translation>官方脚本处理此文件时会以异常结束。</translation>
    </message>
    <message>
        <source>The published script never returns from this file.</source>
        <translation>官方脚本处理此文件时会一直不返回。</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>（无）</translation>
    </message>
    <message>
        <source>By step</source>
        <translation>按步数</translation>
    </message>
    <message>
        <source>By category</source>
        <translation>按类别</translation>
    </message>
    <message>
        <source>By source</source>
        <translation>按来源</translation>
    </message>
</context>
<context>
    <name>Terminal</name>
    <message>
        <source>note: %1</source>
        <translation>注意：%1</translation>
    </message>
    <message>
        <source>cannot write %1: %2. Choose another place.</source>
        <translation>无法写入 %1：%2。请换一个位置。</translation>
    </message>
</context>
<context>
    <name>TraceLayer</name>
    <message>
        <source>collision %1 &gt; %2</source>
        <translation>碰撞 %1 &gt; %2</translation>
    </message>
    <message>
        <source>start %1 m away, more than %2 m</source>
        <translation>起点相距 %1 m，超过 %2 m</translation>
    </message>
    <message>
        <source>end %1 m away, more than %2 m</source>
        <translation>终点相距 %1 m，超过 %2 m</translation>
    </message>
    <message>
        <source>start outside the object</source>
        <translation>起点不在物体上</translation>
    </message>
    <message>
        <source>end outside the destination</source>
        <translation>终点不在目标处</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>success</source>
        <translation>成功</translation>
    </message>
    <message>
        <source>no parse</source>
        <translation>无法解析</translation>
    </message>
    <message>
        <source>no depth</source>
        <translation>无深度</translation>
    </message>
    <message>
        <source>wrong start</source>
        <translation>起点错误</translation>
    </message>
    <message>
        <source>wrong end</source>
        <translation>终点错误</translation>
    </message>
    <message>
        <source>collision</source>
        <translation>碰撞</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测量</translation>
    </message>
</context>
<context>
    <name>WindowCommand</name>
    <message>
        <source>tracestudio: cannot write %1. Choose another place.</source>
        <translation>tracestudio：无法写入 %1。请换一个位置。</translation>
    </message>
    <message>
        <source>tracestudio: the window was not ready after two minutes.</source>
        <translation>tracestudio：两分钟后窗口仍未就绪。</translation>
    </message>
    <message>
        <source>%1 is no longer there, so the bundled samples are shown. Open the folder at its new place.</source>
        <translation>%1 已不存在，因此显示自带样本。请在新位置打开该文件夹。</translation>
    </message>
    <message>
        <source>tracestudio: there is no display to open a window on. Use --screenshot FILE, or evaluate; see tracestudio --help.</source>
        <translation>tracestudio：没有可以打开窗口的显示器。请使用 --screenshot FILE 或 evaluate；参见 tracestudio --help。</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>%1 cannot be read: %2. Check its permissions.</source>
        <translation>无法读取 %1：%2。请检查其权限。</translation>
    </message>
    <message>
        <source>%1 is not a file. Open the dataset&apos;s folder or its JSON file.</source>
        <translation>%1 不是文件。请打开数据集的文件夹或其 JSON 文件。</translation>
    </message>
    <message>
        <source>Opening %1 was stopped.</source>
        <translation>已停止打开 %1。</translation>
    </message>
    <message>
        <source>%1 is not a dataset: it is not a JSON list of samples, which begins with &quot;[&quot;. Open a trajectory_dataset.json.</source>
        <translation>%1 不是数据集：它不是以“[”开头的 JSON 样本列表。请打开 trajectory_dataset.json。</translation>
    </message>
    <message>
        <source>%1 breaks off or is damaged at byte %2, after %3 samples. These are shown; copy the file again to have the rest.</source>
        <translation>%1 在字节 %2 处中断或损坏，此前有 %3 个样本，已显示。要得到其余样本，请重新复制该文件。</translation>
    </message>
    <message>
        <source>%1 goes on at byte %2 after its list of samples is closed. That part was not read; correct the file.</source>
        <translation>%1 的样本列表结束后，从字节 %2 起还有内容，该部分未读取。请更正该文件。</translation>
    </message>
    <message>
        <source>%1 holds no samples.</source>
        <translation>%1 中没有样本。</translation>
    </message>
    <message>
        <source>There is no folder %1, so the samples have no pictures. Put the dataset&apos;s raw_data there.</source>
        <translation>没有文件夹 %1，因此样本没有图像。请将数据集的 raw_data 放到该处。</translation>
    </message>
    <message>
        <source>%1 changed since it was opened, so sample %2 cannot be read. Open it again.</source>
        <translation>%1 打开后发生了变化，无法读取样本 %2。请重新打开。</translation>
    </message>
    <message>
        <source>Sample %1 in %2 is not valid JSON: %3 (byte %4). Correct the row.</source>
        <translation>%2 中的样本 %1 不是有效的 JSON：%3（字节 %4）。请更正该行。</translation>
    </message>
    <message>
        <source>Sample %1 in %2 is not an object in braces. Correct the row.</source>
        <translation>%2 中的样本 %1 不是花括号括起的对象。请更正该行。</translation>
    </message>
    <message>
        <source>%1 has no intrinsics.json, intrinsics.txt or camera.json, so the focal length is assumed to be the picture&apos;s width. Distances may be wrong; add one of these files.</source>
        <translation>%1 中没有 intrinsics.json、intrinsics.txt 或 camera.json，因此假定焦距等于图像宽度，距离可能有误。请添加其中一个文件。</translation>
    </message>
    <message>
        <source>%1 holds no 3×3 or 4×4 intrinsics nor fx, fy, cx, cy, so the focal length is assumed to be the picture&apos;s width. Distances may be wrong; correct the file.</source>
        <translation>%1 中既没有 3×3 或 4×4 内参，也没有 fx、fy、cx、cy，因此假定焦距等于图像宽度，距离可能有误。请更正该文件。</translation>
    </message>
    <message>
        <source>%1 was opened; there also are: %2. Open one of these by itself to see it.</source>
        <translation>已打开 %1；此外还有：%2。要查看，请单独打开。</translation>
    </message>
    <message>
        <source>%1 does not exist. Open a TraceSpatial-Bench folder or its trajectory_dataset.json.</source>
        <translation>%1 不存在。请打开 TraceSpatial-Bench 文件夹或其 trajectory_dataset.json。</translation>
    </message>
    <message>
        <source>The folder %1 cannot be read: %2. Check its permissions.</source>
        <translation>无法读取文件夹 %1：%2。请检查其权限。</translation>
    </message>
    <message>
        <source>%1 holds no dataset. Looked for trajectory_dataset.json or another JSON list of samples, there and one folder below, and for a scene of image.png (or colour, color, rgb) with gt_depth.png (or depth). Open a folder that has one of these.</source>
        <translation>%1 中没有数据集。已在该处及其下一级文件夹查找 trajectory_dataset.json 或其他 JSON 样本列表，以及由 image.png（或 colour、color、rgb）和 gt_depth.png（或 depth）组成的场景。请打开含有其中之一的文件夹。</translation>
    </message>
    <message>
        <source>Line %1 of %2 is not valid JSON: %3. Correct or remove it.</source>
        <translation>%2 的第 %1 行不是有效的 JSON：%3。请更正或删除该行。</translation>
    </message>
    <message>
        <source>Line %1 of %2 is not an object in braces. Correct or remove it.</source>
        <translation>%2 的第 %1 行不是花括号括起的对象。请更正或删除该行。</translation>
    </message>
    <message>
        <source>Line %1 of %2 has no question_id, so its sample is not known. Add one.</source>
        <translation>%2 的第 %1 行没有 question_id，无法得知其样本。请补上。</translation>
    </message>
    <message>
        <source>%1 is a binary file, not a prediction file. Open a .jsonl file with one JSON object a line.</source>
        <translation>%1 是二进制文件，不是预测文件。请打开每行一个 JSON 对象的 .jsonl 文件。</translation>
    </message>
    <message>
        <source>%1 is one JSON list, not a prediction file. Open a .jsonl file with one JSON object a line; open a dataset as a benchmark.</source>
        <translation>%1 是一个 JSON 列表，不是预测文件。请打开每行一个 JSON 对象的 .jsonl 文件；数据集请作为基准打开。</translation>
    </message>
    <message>
        <source>The prediction file %1 does not exist. Check its path.</source>
        <translation>预测文件 %1 不存在。请检查其路径。</translation>
    </message>
    <message>
        <source>%1 is a folder, not a prediction file. Open a .jsonl file in it.</source>
        <translation>%1 是文件夹，不是预测文件。请打开其中的 .jsonl 文件。</translation>
    </message>
    <message>
        <source>%1 is not a file. Open a .jsonl file with one JSON object a line.</source>
        <translation>%1 不是文件。请打开每行一个 JSON 对象的 .jsonl 文件。</translation>
    </message>
    <message>
        <source>The prediction file %1 cannot be read: %2. Check its permissions.</source>
        <translation>无法读取预测文件 %1：%2。请检查其权限。</translation>
    </message>
    <message>
        <source>%1 holds no answers. Open a .jsonl file with one JSON object a line.</source>
        <translation>%1 中没有回答。请打开每行一个 JSON 对象的 .jsonl 文件。</translation>
    </message>
    <message>
        <source>%1 is not a prediction file: none of its %2 lines is an answer. %3</source>
        <translation>%1 不是预测文件：其 %2 行中没有一行是回答。%3</translation>
    </message>
    <message>
        <source>The search was stopped.</source>
        <translation>搜索已停止。</translation>
    </message>
    <message>
        <source>The regular expression %1 has no closing &quot;/&quot;. Add it, or put a word that begins with &quot;/&quot; in quotes.</source>
        <translation>正则表达式 %1 缺少结尾的“/”。请补上，或将以“/”开头的词放在引号中。</translation>
    </message>
    <message>
        <source>&quot;step:%1&quot; is not a step. Write step:3, step:2-4 or step:5-.</source>
        <translation>“step:%1”不是步数。请写成 step:3、step:2-4 或 step:5-。</translation>
    </message>
    <message>
        <source>&quot;verdict:%1&quot; is not known. Write verdict:success, failure, no-parse, no-depth, wrong-start, wrong-end, collision or not-measured.</source>
        <translation>不认识“verdict:%1”。请写成 verdict:success、failure、no-parse、no-depth、wrong-start、wrong-end、collision 或 not-measured。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a range. Write a number behind the sign, as in start&lt;0.2.</source>
        <translation>“%1”不是范围。请在符号后写一个数，例如 start&lt;0.2。</translation>
    </message>
    <message>
        <source>The regular expression /%1/ is malformed at character %2: %3.</source>
        <translation>正则表达式 /%1/ 在第 %2 个字符处有误：%3。</translation>
    </message>
    <message>
        <source>The regular expression /%1/ takes too long (%2). Make it simpler.</source>
        <translation>正则表达式 /%1/ 耗时过长（%2）。请简化。</translation>
    </message>
    <message>
        <source>The review marks cannot be written to %1: %2.</source>
        <translation>无法将审阅标记写入 %1：%2。</translation>
    </message>
    <message>
        <source>The review marks in %1 are damaged and were moved to %2. New marks start empty.</source>
        <translation>%1 中的审阅标记已损坏，已移到 %2。新标记从空白开始。</translation>
    </message>
    <message>
        <source>The review marks in %1 are damaged and could not be moved aside. New marks start empty and are kept in %2.</source>
        <translation>%1 中的审阅标记已损坏，且无法移开。新标记从空白开始，保存在 %2。</translation>
    </message>
    <message>
        <source>Sample %1 is not an object in braces, so nothing of it can be shown. Correct the row.</source>
        <translation>样本 %1 不是花括号括起的对象，无法显示其内容。请更正该行。</translation>
    </message>
    <message>
        <source>Sample %1 is not valid JSON. Correct the row.</source>
        <translation>样本 %1 不是有效的 JSON。请更正该行。</translation>
    </message>
    <message>
        <source>Sample %1 has no id, so no answer can be matched to it. Add one.</source>
        <translation>样本 %1 没有编号，无法匹配回答。请补上。</translation>
    </message>
    <message>
        <source>Another sample before has the id %1 too; answers go to that one. Give each sample its own id.</source>
        <translation>前面另有样本的编号也是 %1，回答归于该样本。请给每个样本不同的编号。</translation>
    </message>
    <message>
        <source>Sample %1 has no instruction. Add &quot;prompt&quot;.</source>
        <translation>样本 %1 没有指令。请添加“prompt”。</translation>
    </message>
    <message>
        <source>Sample %1 names no image. Add &quot;image_path&quot;.</source>
        <translation>样本 %1 未给出图像。请添加“image_path”。</translation>
    </message>
    <message>
        <source>Sample %1 names no depth picture. Add &quot;gt_depth_path&quot;.</source>
        <translation>样本 %1 未给出深度图。请添加“gt_depth_path”。</translation>
    </message>
    <message>
        <source>Sample %1 names no mask, so starts cannot be scored. Add &quot;mask_path&quot;.</source>
        <translation>样本 %1 未给出掩码，无法为起点评分。请添加“mask_path”。</translation>
    </message>
    <message>
        <source>Sample %1 names a file outside raw_data, which is not read. Correct its path.</source>
        <translation>样本 %1 给出的文件在 raw_data 之外，不予读取。请更正其路径。</translation>
    </message>
    <message>
        <source>Sample %1 has no destination box, so ends cannot be scored. Add &quot;bbox_center&quot;, &quot;bbox_extent&quot; and &quot;bbox_rotation&quot;.</source>
        <translation>样本 %1 没有目标框，无法为终点评分。请添加“bbox_center”、“bbox_extent”和“bbox_rotation”。</translation>
    </message>
    <message>
        <source>The destination box of sample %1 is not 3, 3 and 3×3 finite numbers. Correct &quot;bbox_center&quot;, &quot;bbox_extent&quot; and &quot;bbox_rotation&quot;.</source>
        <translation>样本 %1 的目标框不是 3 个、3 个和 3×3 个有限数。请更正“bbox_center”、“bbox_extent”和“bbox_rotation”。</translation>
    </message>
    <message>
        <source>Sample %1 has no intrinsics, so it has no cloud and no trace in the picture. Add &quot;gt_depth_intrinsics&quot;.</source>
        <translation>样本 %1 没有内参，因此没有点云，图像中也没有轨迹。请添加“gt_depth_intrinsics”。</translation>
    </message>
    <message>
        <source>The intrinsics of sample %1 are neither 3×3 nor 4×4 numbers. Correct &quot;gt_depth_intrinsics&quot;.</source>
        <translation>样本 %1 的内参既不是 3×3 也不是 4×4 个数。请更正“gt_depth_intrinsics”。</translation>
    </message>
    <message>
        <source>The intrinsics of sample %1 hold NaN or infinity. Correct &quot;gt_depth_intrinsics&quot;.</source>
        <translation>样本 %1 的内参含有 NaN 或无穷大。请更正“gt_depth_intrinsics”。</translation>
    </message>
    <message>
        <source>Sample %1 has no ground-truth trace. Add &quot;trajectory&quot;.</source>
        <translation>样本 %1 没有真值轨迹。请添加“trajectory”。</translation>
    </message>
    <message>
        <source>The ground-truth trace of sample %1 is not a list of at least two points of three finite numbers. Correct &quot;trajectory&quot;.</source>
        <translation>样本 %1 的真值轨迹不是由至少两个三维有限数点组成的列表。请更正“trajectory”。</translation>
    </message>
    <message>
        <source>The destination box of sample %1 is turned by a matrix that is not a rotation. Correct &quot;bbox_rotation&quot;.</source>
        <translation>样本 %1 的目标框所用的矩阵不是旋转矩阵。请更正“bbox_rotation”。</translation>
    </message>
    <message>
        <source>%1 is missing. Copy it there, or correct its path in the dataset.</source>
        <translation>缺少 %1。请将其复制到该处，或更正数据集中的路径。</translation>
    </message>
    <message>
        <source>%1 is not a picture file. Put the picture there.</source>
        <translation>%1 不是图像文件。请将图像放到该处。</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>无法读取 %1：%2。</translation>
    </message>
    <message>
        <source>%1 is empty. Copy it again.</source>
        <translation>%1 是空的。请重新复制。</translation>
    </message>
    <message>
        <source>%1 is larger than 512 MB. Export it as a smaller picture.</source>
        <translation>%1 大于 512 MB。请导出为较小的图像。</translation>
    </message>
    <message>
        <source>%1 changed or failed while it was read. Try again.</source>
        <translation>读取 %1 时文件变化或出错。请重试。</translation>
    </message>
    <message>
        <source>%1 has more than 200 million pixels. Export it at a smaller size.</source>
        <translation>%1 超过 2 亿像素。请以较小尺寸导出。</translation>
    </message>
    <message>
        <source>%1 is a damaged PNG picture: its header gives no usable size. Copy it again.</source>
        <translation>%1 是损坏的 PNG 图像：文件头没有可用的尺寸。请重新复制。</translation>
    </message>
    <message>
        <source>%1 is a damaged PNG picture (%2). Copy it again.</source>
        <translation>%1 是损坏的 PNG 图像（%2）。请重新复制。</translation>
    </message>
    <message>
        <source>%1 is a damaged JPEG picture (the file ends early). Copy it again.</source>
        <translation>%1 是损坏的 JPEG 图像（文件提前结束）。请重新复制。</translation>
    </message>
    <message>
        <source>%1 is not a picture that can be read. Export it as PNG.</source>
        <translation>%1 不是可读取的图像。请导出为 PNG。</translation>
    </message>
    <message>
        <source>%1 is not a mask: its values are not whole numbers. Export it as 8-bit PNG.</source>
        <translation>%1 不是掩码：其值不是整数。请导出为 8 位 PNG。</translation>
    </message>
    <message>
        <source>%1 is not a depth picture: it has colours. Export depth as one channel of 16-bit millimetres.</source>
        <translation>%1 不是深度图：它是彩色的。请将深度导出为单通道 16 位毫米值。</translation>
    </message>
    <message>
        <source>%1 is not a depth picture of 8 or 16 bits. Export depth as 16-bit millimetres.</source>
        <translation>%1 不是 8 位或 16 位深度图。请将深度导出为 16 位毫米值。</translation>
    </message>
    <message>
        <source>A file is not named in the dataset. Add its path.</source>
        <translation>数据集中没有给出某个文件。请添加其路径。</translation>
    </message>
    <message>
        <source>%1 leads out of %2 and was not read. Correct the path in the dataset.</source>
        <translation>%1 指向 %2 之外，未读取。请更正数据集中的路径。</translation>
    </message>
    <message>
        <source>%1 is %2 but the depth picture is %3, so they do not lie on each other. Export both at one size.</source>
        <translation>%1 为 %2，而深度图为 %3，两者无法对齐。请以相同尺寸导出。</translation>
    </message>
    <message>
        <source>The focal lengths of sample %1 are not usable numbers. Correct &quot;gt_depth_intrinsics&quot;.</source>
        <translation>样本 %1 的焦距不是可用的数。请更正“gt_depth_intrinsics”。</translation>
    </message>
    <message>
        <source>%1 is read differently by the evaluator&apos;s two readers, so start and collision may disagree. Export it as an 8-bit grey picture.</source>
        <translation>评估程序的两种读取方式对 %1 的结果不同，起点与碰撞可能不一致。请导出为 8 位灰度图像。</translation>
    </message>
    <message>
        <source>The depth picture is not a single channel of 8 or 16 bits.</source>
        <translation>深度图不是 8 位或 16 位单通道。</translation>
    </message>
    <message>
        <source>The mask cannot be read.</source>
        <translation>无法读取掩码。</translation>
    </message>
    <message>
        <source>The published evaluator stops here: %1</source>
        <translation>官方评估程序在此停止：%1</translation>
    </message>
    <message>
        <source>There are no pictures, so the start is not known.</source>
        <translation>没有图像，因此起点未知。</translation>
    </message>
    <message>
        <source>The intrinsics are missing or neither 3×3 nor 4×4.</source>
        <translation>内参缺失，或既不是 3×3 也不是 4×4。</translation>
    </message>
    <message>
        <source>There are no pictures, so the start and collisions are not known.</source>
        <translation>没有图像，因此起点和碰撞未知。</translation>
    </message>
    <message>
        <source>The published script ends its whole run at this answer (%1).</source>
        <translation>官方脚本的整个运行会在此回答处结束（%1）。</translation>
    </message>
    <message>
        <source>Nothing was parsed, and the official score takes two points at pixel (0, 0) instead.</source>
        <translation>没有解析出任何内容，官方评分改用像素 (0, 0) 处的两个点。</translation>
    </message>
    <message>
        <source>The official score leaves this answer out of every mean; it still counts as a failure overall.</source>
        <translation>官方评分的各项平均都略去此回答，但总体上仍计为失败。</translation>
    </message>
    <message>
        <source>Nothing was parsed, yet the official score counts the answer as free of collision.</source>
        <translation>没有解析出任何内容，但官方评分仍将此回答计为无碰撞。</translation>
    </message>
    <message>
        <source>The published script would never return from this answer: its first two points coincide or one is not finite.</source>
        <translation>官方脚本处理此回答时会一直不返回：前两个点重合，或其中一个不是有限数。</translation>
    </message>
    <message>
        <source>The derived 2D block fails and is counted twice.</source>
        <translation>导出的 2D 部分失败，并被计算两次。</translation>
    </message>
    <message>
        <source>The object is large: the 2 cm cluster radius shatters its cloud or drops nothing.</source>
        <translation>物体较大：2 cm 的聚类半径会打散其点云，或什么也不剔除。</translation>
    </message>
    <message>
        <source>The mask holds no depth, so the official score counts no collision.</source>
        <translation>掩码内没有深度，因此官方评分不计碰撞。</translation>
    </message>
    <message>
        <source>The collision was checked with the object of another sample (%1).</source>
        <translation>碰撞检查用的是另一个样本（%1）的物体。</translation>
    </message>
    <message>
        <source>The mask has values other than 255: the object itself stays among the obstacles.</source>
        <translation>掩码含有 255 以外的值：物体自身留在障碍物中。</translation>
    </message>
    <message>
        <source>The collision check failed, and the official score takes that for no collision.</source>
        <translation>碰撞检查失败，官方评分将其视为无碰撞。</translation>
    </message>
    <message>
        <source>The destination box is not in front of the camera; its projection means nothing.</source>
        <translation>目标框不在相机前方，其投影没有意义。</translation>
    </message>
    <message>
        <source>Scoring was cancelled.</source>
        <translation>评分已取消。</translation>
    </message>
    <message>
        <source>The intrinsics are missing or unusable.</source>
        <translation>内参缺失或不可用。</translation>
    </message>
    <message>
        <source>No point of the object is known: the mask or the depth under it is empty.</source>
        <translation>物体没有已知的点：掩码或其下的深度为空。</translation>
    </message>
    <message>
        <source>The start cannot be measured: the mask is missing or empty.</source>
        <translation>无法测量起点：掩码缺失或为空。</translation>
    </message>
    <message>
        <source>The destination box is missing or its rotation is not a rotation.</source>
        <translation>目标框缺失，或其旋转矩阵不是旋转。</translation>
    </message>
    <message>
        <source>The obstacles cannot be made: depth, mask and intrinsics do not fit together.</source>
        <translation>无法生成障碍物：深度、掩码和内参不匹配。</translation>
    </message>
    <message>
        <source>The obstacles cannot be made: the scene is spread too far, so the intrinsics are probably wrong. Check gt_depth_intrinsics.</source>
        <translation>无法生成障碍物：场景范围过大，内参可能有误。请检查 gt_depth_intrinsics。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>No obstacle was found in the depth picture. Check its values and the intrinsics.</source>
        <translation>深度图中没有找到障碍物。请检查其值和内参。</translation>
    </message>
    <message>
        <source>Only PNG pictures can be read, because a part of the program is missing (%1). Install it again.</source>
        <translation>只能读取 PNG 图像，因为程序缺少一个部分（%1）。请重新安装。</translation>
    </message>
    <message>
        <source>The trace is endless, so collisions along it are not known.</source>
        <translation>轨迹没有尽头，因此沿途的碰撞未知。</translation>
    </message>
    <message>
        <source>A picture of %1 × %2 pixels is too narrow for the model. Crop it.</source>
        <translation>%1 × %2 像素的图片对模型来说太窄。请裁剪它。</translation>
    </message>
    <message>
        <source>There is no usable graphics processor: this libtorch is built without CUDA, or the NVIDIA driver is missing. Choose cpu, or see &quot;Using a GPU&quot; in the README.</source>
        <translation>没有可用的图形处理器：此 libtorch 不带 CUDA，或缺少 NVIDIA 驱动。请选择 cpu，或见 README 的“Using a GPU”。</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is not a device. Use auto, cpu, cuda or cuda:1.</source>
        <translation>“%1”不是设备。请使用 auto、cpu、cuda 或 cuda:1。</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is not a number type. Use auto, f32 or bf16.</source>
        <translation>“%1”不是数值类型。请使用 auto、f32 或 bf16。</translation>
    </message>
    <message>
        <source>%1 needs %2 of memory and %3 is free. Close other programs, choose bf16, or a smaller model.</source>
        <translation>%1 需要 %2 内存，而可用的有 %3。请关闭其他程序，选择 bf16，或选择更小的模型。</translation>
    </message>
    <message>
        <source>%1 could not be loaded on %2: %3. Choose another device, bf16, or a smaller model.</source>
        <translation>%1 无法加载到 %2：%3。请选择其他设备、bf16 或更小的模型。</translation>
    </message>
    <message>
        <source>%1 could not answer on %2: %3. Choose a smaller picture, another device, or a smaller model.</source>
        <translation>%1 在 %2 上无法回答：%3。请选择更小的图片、其他设备或更小的模型。</translation>
    </message>
    <message>
        <source>The tokenizer of %1 does not belong to its weights. Download the checkpoint again.</source>
        <translation>%1 的分词器与其权重不匹配。请重新下载该检查点。</translation>
    </message>
    <message>
        <source>The picture and the text are longer than %1 can read (%2 tokens). Shorten them.</source>
        <translation>图片和文字超过了 %1 能读的长度（%2 个 token）。请缩短。</translation>
    </message>
    <message>
        <source>%1: %2 is missing or has a value that cannot be used. Download the checkpoint again, or choose another.</source>
        <translation>%1：%2 缺失或其值无法使用。请重新下载该检查点，或选择其他检查点。</translation>
    </message>
    <message>
        <source>%1 is not JSON. Download the checkpoint again.</source>
        <translation>%1 不是 JSON。请重新下载该检查点。</translation>
    </message>
    <message>
        <source>%1 is of the model type &apos;%2&apos;, which cannot be run here. Supported is qwen3_vl: Qwen3-VL 2B, 4B, 8B, 32B and RoboBrain 2.5. Reach others through a server.</source>
        <translation>%1 的模型类型是“%2”，无法在此运行。支持 qwen3_vl：Qwen3-VL 2B、4B、8B、32B 和 RoboBrain 2.5。其他模型请通过服务器使用。</translation>
    </message>
    <message>
        <source>%1 is not a folder. Choose the folder of a downloaded checkpoint.</source>
        <translation>%1 不是文件夹。请选择已下载检查点的文件夹。</translation>
    </message>
    <message>
        <source>%1 is not a checkpoint: it holds no config.json. Choose the folder of a downloaded checkpoint.</source>
        <translation>%1 不是检查点：其中没有 config.json。请选择已下载检查点的文件夹。</translation>
    </message>
    <message>
        <source>The weights %1 are missing from the checkpoint. Download it again.</source>
        <translation>检查点中缺少权重 %1。请重新下载。</translation>
    </message>
    <message>
        <source>The weights %1 are %2, but config.json asks for %3. The files do not belong together; download them again.</source>
        <translation>权重 %1 的形状是 %2，而 config.json 要求 %3。这些文件不属于同一个检查点；请重新下载。</translation>
    </message>
    <message>
        <source>%1 is not a whole safetensors file (%2). Download it again.</source>
        <translation>%1 不是完整的 safetensors 文件（%2）。请重新下载。</translation>
    </message>
    <message>
        <source>%1 is a Git LFS pointer, not the weights. Run git lfs pull in its folder.</source>
        <translation>%1 是 Git LFS 指针，不是权重。请在其文件夹中运行 git lfs pull。</translation>
    </message>
    <message>
        <source>%1 cannot be opened: %2. The checkpoint is incomplete; download it again.</source>
        <translation>无法打开 %1：%2。检查点不完整；请重新下载。</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2. Check the disk, or download the file again.</source>
        <translation>无法读取 %1：%2。请检查磁盘，或重新下载该文件。</translation>
    </message>
    <message>
        <source>%1 holds no weights. Looked for model.safetensors and model.safetensors.index.json.</source>
        <translation>%1 中没有权重。查找过 model.safetensors 和 model.safetensors.index.json。</translation>
    </message>
    <message>
        <source>%1 does not say which file holds which weights. Download it again.</source>
        <translation>%1 没有说明哪个文件含有哪些权重。请重新下载。</translation>
    </message>
    <message>
        <source>%1 is not a tokenizer that can be read (%2). Download it again.</source>
        <translation>%1 不是可读取的分词器（%2）。请重新下载。</translation>
    </message>
    <message>
        <source>%1 is a tokenizer of another kind (%2). Byte-level BPE as in Qwen is supported.</source>
        <translation>%1 是另一类分词器（%2）。支持 Qwen 那样的字节级 BPE。</translation>
    </message>
    <message>
        <source>%1 cannot be opened. The checkpoint is incomplete; download it again.</source>
        <translation>无法打开 %1。检查点不完整；请重新下载。</translation>
    </message>
    <message>
        <source>%1 holds no tokenizer. Looked for tokenizer.json, and vocab.json with merges.txt.</source>
        <translation>%1 中没有分词器。查找过 tokenizer.json，以及 vocab.json 与 merges.txt。</translation>
    </message>
    <message>
        <source>Models cannot be run in this program, because a part of it is missing (%1). Install it again, or reach the model through a server.</source>
        <translation>此程序无法运行模型，因为缺少它的一部分（%1）。请重新安装，或通过服务器使用模型。</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2. Choose another folder, or make room.</source>
        <translation>无法写入 %1：%2。请选择其他文件夹，或腾出空间。</translation>
    </message>
    <message>
        <source>&apos;%1&apos; cannot be the name of a model: it becomes the name of a file.</source>
        <translation>“%1”不能作为模型名：它会成为文件名。</translation>
    </message>
    <message>
        <source>%1 is not a file and is left as it is. Choose another folder or model name.</source>
        <translation>%1 不是文件，保持原样。请选择其他文件夹或模型名。</translation>
    </message>
    <message>
        <source>%1 is being written by another run. Wait for it, or choose another folder or model name.</source>
        <translation>%1 正由另一次运行写入。请等待其结束，或选择其他文件夹或模型名。</translation>
    </message>
    <message>
        <source>%1 does not serve just one model that could be taken unasked (%2). Name the one you mean: --model-name NAME, or in the window the model in its settings.</source>
        <translation>%1 提供的不止一个可直接采用的模型（%2）。请指明所要的模型：--model-name NAME，或在窗口中于其设置里填写模型。</translation>
    </message>
    <message>
        <source>%1 is not known by that name. Check the address and the network.</source>
        <translation>找不到名为 %1 的主机。请检查地址和网络。</translation>
    </message>
    <message>
        <source>%1 refused the connection. Start the server, or check the address and its port.</source>
        <translation>%1 拒绝连接。请启动服务器，或检查地址及其端口。</translation>
    </message>
    <message>
        <source>%1 cannot be reached (%2). Check the address and the network.</source>
        <translation>无法连接到 %1（%2）。请检查地址和网络。</translation>
    </message>
    <message>
        <source>%1 gave no connection in %2 s. Check the address, the network and the firewall.</source>
        <translation>%1 在 %2 秒内没有建立连接。请检查地址、网络和防火墙。</translation>
    </message>
    <message>
        <source>%1 did not finish its answer in %2 s. Allow more time, or look at what the server is doing.</source>
        <translation>%1 在 %2 秒内没有完成回答。请给更多时间，或查看服务器正在做什么。</translation>
    </message>
    <message>
        <source>%1 dropped the connection before the answer was whole (%2). Ask again, or look at what the server reports.</source>
        <translation>%1 在回答完整之前断开了连接（%2）。请再次提问，或查看服务器的报告。</translation>
    </message>
    <message>
        <source>The certificate of %1 is not trusted (%2). Add the one that signed it to the system&apos;s, or name its file in SSL_CERT_FILE.</source>
        <translation>%1 的证书不受信任（%2）。请将为其签名的证书加入系统证书，或在 SSL_CERT_FILE 中给出其文件。</translation>
    </message>
    <message>
        <source>No secure connection to %1 came about (%2). Write http:// in the address if the server has no TLS.</source>
        <translation>无法与 %1 建立安全连接（%2）。如果服务器不使用 TLS，请在地址中写 http://。</translation>
    </message>
    <message>
        <source>The answer of %1 is larger than %2 MB and was not taken. Check the address and the protocol.</source>
        <translation>%1 的回答大于 %2 MB，未予接收。请检查地址和协议。</translation>
    </message>
    <message>
        <source>%1 does not answer as a server of the web does (%2). Check the address and its port.</source>
        <translation>%1 的应答不像 Web 服务器（%2）。请检查地址及其端口。</translation>
    </message>
    <message>
        <source>Servers cannot be reached, because a part of the program is missing (%1). Install it again.</source>
        <translation>无法连接服务器，因为程序缺少一个部分（%1）。请重新安装。</translation>
    </message>
    <message>
        <source>%1 sends us on to %2, where we do not go by ourselves. Give that address if you trust it.</source>
        <translation>%1 要求转到 %2，程序不会自行前往。如果信任该地址，请直接给出它。</translation>
    </message>
    <message>
        <source>%1 does not let us in (%2): &quot;%3&quot;. Check the key, and that it may use this model.</source>
        <translation>%1 拒绝访问（%2）：“%3”。请检查密钥，以及它是否有权使用此模型。</translation>
    </message>
    <message>
        <source>%1 has nothing at that address, or not that model (%2): &quot;%3&quot;. Check the address, the protocol and the model&apos;s name; addresses of chat completions mostly end in /v1.</source>
        <translation>%1 在该地址没有内容，或没有该模型（%2）：“%3”。请检查地址、协议和模型名；chat completions 的地址大多以 /v1 结尾。</translation>
    </message>
    <message>
        <source>%1 takes no more questions for now (%2): &quot;%3&quot;. Wait a while, or ask fewer at once.</source>
        <translation>%1 暂时不再接受问题（%2）：“%3”。请稍候，或减少同时提问的数量。</translation>
    </message>
    <message>
        <source>%1 failed (%2): &quot;%3&quot;. Look at what the server reports, then ask again.</source>
        <translation>%1 出错（%2）：“%3”。请查看服务器的报告，然后再次提问。</translation>
    </message>
    <message>
        <source>%1 did not take the question (%2): &quot;%3&quot;. Check the model&apos;s name and the protocol.</source>
        <translation>%1 没有接受此问题（%2）：“%3”。请检查模型名和协议。</translation>
    </message>
    <message>
        <source>The key for %1 holds a line break or another control character. Copy it again.</source>
        <translation>%1 的密钥含有换行符或其他控制字符。请重新复制。</translation>
    </message>
    <message>
        <source>%1 is not there or is no file. Choose the picture again.</source>
        <translation>%1 不存在或不是文件。请重新选择图片。</translation>
    </message>
    <message>
        <source>%1 is too large to be sent to a server. Save it as a smaller picture.</source>
        <translation>%1 太大，无法发送到服务器。请保存为较小的图片。</translation>
    </message>
    <message>
        <source>%1 cannot be read. Look at the file and who may read it.</source>
        <translation>无法读取 %1。请检查该文件及其读取权限。</translation>
    </message>
    <message>
        <source>%1 wants the intrinsics of the camera, and they are not known. Give them, or ask a model without &quot;Intrinsics&quot; in its name.</source>
        <translation>%1 需要相机内参，而内参未知。请给出内参，或向名称中没有“Intrinsics”的模型提问。</translation>
    </message>
    <message>
        <source>%1 wants a depth picture, and there is none. Give one, or ask a model without &quot;Depth&quot; in its name.</source>
        <translation>%1 需要深度图，而现在没有深度图。请给出深度图，或向名称中没有“Depth”的模型提问。</translation>
    </message>
    <message>
        <source>What %1 sent is not the JSON of an answer (&quot;%2&quot;). Check the address and the protocol.</source>
        <translation>%1 发来的内容不是回答的 JSON（“%2”）。请检查地址和协议。</translation>
    </message>
    <message>
        <source>%1 could not answer: &quot;%2&quot;. Look at what the server reports, then ask again.</source>
        <translation>%1 无法回答：“%2”。请查看服务器的报告，然后再次提问。</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is not the address of a server. Write it as http://host:port or https://host/path.</source>
        <translation>“%1”不是服务器地址。请写成 http://host:port 或 https://host/path。</translation>
    </message>
    <message>
        <source>A server is sent the file of the picture, and this picture lies in none. Save it first.</source>
        <translation>发送给服务器的是图片的文件，而此图片没有文件。请先保存它。</translation>
    </message>
    <message>
        <source>%1 is no picture that servers take. Save it as PNG or JPEG.</source>
        <translation>%1 不是服务器接受的图片。请保存为 PNG 或 JPEG。</translation>
    </message>
    <message>
        <source>The answer of %1 breaks off. Ask again.</source>
        <translation>%1 的回答中断了。请再次提问。</translation>
    </message>
    <message>
        <source>%1 came to the limit of tokens before its first word. Allow more of them.</source>
        <translation>%1 在写出第一个词之前就达到了 token 上限。请增大上限。</translation>
    </message>
    <message>
        <source>%1 sent an empty answer. Ask again, or look at what the server reports.</source>
        <translation>%1 发来了空的回答。请再次提问，或查看服务器的报告。</translation>
    </message>
    <message>
        <source>Sample %1 has no picture to ask about: only answers are open. Open the benchmark folder that they are about.</source>
        <translation>样本 %1 没有可供提问的图片：只打开了回答。请打开这些回答所属的基准文件夹。</translation>
    </message>
    <message>
        <source>Sample %1 has no instruction to ask about. Give it a &quot;prompt&quot;.</source>
        <translation>样本 %1 没有可提问的指令。请为它添加 &quot;prompt&quot;。</translation>
    </message>
    <message>
        <source>Films cannot be written except as GIF, because a part of the program is missing (%1). Install it again.</source>
        <translation>只能写出 GIF 视频，因为程序缺少一个部分（%1）。请重新安装。</translation>
    </message>
    <message>
        <source>The film %1 cannot be encoded in %2 pixels: OpenCV&apos;s FFmpeg has no VP8 or VP9 encoder that takes it. Choose another size, or a name that ends in .mp4 or .gif.</source>
        <translation>无法以 %2 像素编码视频 %1：OpenCV 的 FFmpeg 没有能处理它的 VP8 或 VP9 编码器。请选择其他尺寸，或以 .mp4 或 .gif 结尾的名称。</translation>
    </message>
    <message>
        <source>The film %1 cannot be encoded in %2 pixels: OpenCV&apos;s FFmpeg has no H.264 or MPEG-4 encoder that takes it. Choose another size, or a name that ends in .webm or .gif.</source>
        <translation>无法以 %2 像素编码视频 %1：OpenCV 的 FFmpeg 没有能处理它的 H.264 或 MPEG-4 编码器。请选择其他尺寸，或以 .webm 或 .gif 结尾的名称。</translation>
    </message>
    <message>
        <source>%1 does not say what film it is to be. Choose a name that ends in .mp4, .webm or .gif.</source>
        <translation>%1 没有说明是哪种视频。请选择以 .mp4、.webm 或 .gif 结尾的名称。</translation>
    </message>
    <message>
        <source>The film %1 cannot show %2 frames a second. Choose 1 to %3.</source>
        <translation>视频 %1 无法每秒显示 %2 帧。请选择 1 到 %3。</translation>
    </message>
    <message>
        <source>The film %1 cannot have %2 pixels. Choose %3 to %4 for each side.</source>
        <translation>视频 %1 的尺寸不能是 %2 像素。每边请选择 %3 到 %4。</translation>
    </message>
    <message>
        <source>The film %1 cannot be written: a folder has that name. Choose another name.</source>
        <translation>无法写入视频 %1：已有同名的文件夹。请换一个名称。</translation>
    </message>
    <message>
        <source>The film %1 cannot be written: %2. Choose a folder that you can write to.</source>
        <translation>无法写入视频 %1：%2。请选择可写入的文件夹。</translation>
    </message>
    <message>
        <source>A frame of the film %1 has %2 instead of %3 pixels.</source>
        <translation>视频 %1 的一帧为 %2 像素，而不是 %3 像素。</translation>
    </message>
    <message>
        <source>The film %1 has no frames and was not written.</source>
        <translation>视频 %1 没有任何帧，未写入。</translation>
    </message>
    <message>
        <source>The film cannot be given its name %1: %2. Choose another name.</source>
        <translation>无法将视频命名为 %1：%2。请换一个名称。</translation>
    </message>
    <message>
        <source>The film %1 cannot be written as a whole: %2 of %3 frames arrived, and %4 are free on the disk. Make room there, or choose another folder.</source>
        <translation>无法完整写入视频 %1：%3 帧中只写入了 %2 帧，磁盘剩余空间为 %4。请在该处腾出空间，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>%1 is no name of a figure. Let it end in .png, .svg or .pdf.</source>
        <translation>%1 不是插图的文件名。请以 .png、.svg 或 .pdf 结尾。</translation>
    </message>
    <message>
        <source>Drawing the figure was cancelled.</source>
        <translation>已取消绘制插图。</translation>
    </message>
    <message>
        <source>The style could not be kept in %1: %2.</source>
        <translation>无法将样式保存到 %1：%2。</translation>
    </message>
    <message>
        <source>A film is of one sample. Choose one.</source>
        <translation>一个视频只能展示一个样本。请选择一个。</translation>
    </message>
    <message>
        <source>Only a cloud can be turned. Let the figure show one, or film the sweep along the trace.</source>
        <translation>只有点云可以转动。请让插图显示点云，或制作沿轨迹扫掠的视频。</translation>
    </message>
    <message>
        <source>%1 was made by a later TraceStudio (%2). Open it with that one.</source>
        <translation>%1 由更新版本的 TraceStudio（%2）制作。请用该版本打开。</translation>
    </message>
    <message>
        <source>What %1 was made from is damaged (%2). Take another copy of it.</source>
        <translation>%1 的制作信息已损坏（%2）。请换用另一份副本。</translation>
    </message>
    <message>
        <source>The benchmark that %1 is about is no longer at %2. Put it back there, or keep the figure where it was beside it, and open the figure again.</source>
        <translation>%1 所用的基准已不在 %2。请将其放回该处，或让插图与基准保持原来的相对位置，然后重新打开插图。</translation>
    </message>
    <message>
        <source>%1 is no longer there: its answers to these samples are taken from the figure.</source>
        <translation>%1 已不存在：其中对这些样本的回答取自插图。</translation>
    </message>
    <message>
        <source>Sample %1 is no longer in %2.</source>
        <translation>样本 %1 已不在 %2 中。</translation>
    </message>
    <message>
        <source>Sample %1 has changed since the figure was made.</source>
        <translation>样本 %1 在插图制作之后发生了变化。</translation>
    </message>
    <message>
        <source>None of the samples of %1 is in %2 any more.</source>
        <translation>%1 的样本都已不在 %2 中。</translation>
    </message>
    <message>
        <source>The figure would be %1 × %2 pixels. Choose fewer dots per inch, more columns or fewer samples.</source>
        <translation>插图将达到 %1 × %2 像素。请降低 dpi、增加列数或减少样本。</translation>
    </message>
    <message>
        <source>There is not enough memory for a figure of %1 × %2 pixels.</source>
        <translation>内存不足，无法生成 %1 × %2 像素的插图。</translation>
    </message>
    <message>
        <source>%1 could not be written: %2. Choose another place, or make room there.</source>
        <translation>无法写入 %1：%2。请换一个位置，或在该处腾出空间。</translation>
    </message>
    <message>
        <source>The figure could not be begun.</source>
        <translation>无法开始绘制插图。</translation>
    </message>
    <message>
        <source>The picture could not be encoded: %1.</source>
        <translation>无法编码图像：%1。</translation>
    </message>
    <message>
        <source>%1 could not be read: %2.</source>
        <translation>无法读取 %1：%2。</translation>
    </message>
    <message>
        <source>%1 ends in the middle of what it was made from. Take a whole copy of it.</source>
        <translation>%1 的制作信息中途结束。请换用完整的副本。</translation>
    </message>
    <message>
        <source>What %1 was made from is damaged. Take another copy of it.</source>
        <translation>%1 的制作信息已损坏。请换用另一份副本。</translation>
    </message>
    <message>
        <source>%1 is there already. Choose another name, or allow that it is replaced.</source>
        <translation>%1 已存在。请换一个名称，或允许替换它。</translation>
    </message>
    <message>
        <source>The folder %1 is not there and cannot be made. Choose another place.</source>
        <translation>文件夹 %1 不存在，也无法创建。请换一个位置。</translation>
    </message>
    <message>
        <source>%1 stands for nothing. Names may hold {id}, {step}, {model} and {verdict}.</source>
        <translation>%1 没有含义。文件名中可用 {id}、{step}、{model} 和 {verdict}。</translation>
    </message>
    <message>
        <source>%1 is one name for many figures. Put {id}, {step}, {model} or {verdict} into it.</source>
        <translation>%1 只是一个名称，却要写出多个插图。请在其中加入 {id}、{step}、{model} 或 {verdict}。</translation>
    </message>
    <message>
        <source>The answer of %1 to sample %2 is another one than when the figure was made.</source>
        <translation>%1 对样本 %2 的回答与插图制作时不同。</translation>
    </message>
    <message>
        <source>Opening was cancelled.</source>
        <translation>已取消打开。</translation>
    </message>
    <message>
        <source>One figure cannot hold %1 samples, but at most %2. Choose fewer, or write a file for each sample.</source>
        <translation>一幅插图容纳不下 %1 个样本，最多 %2 个。请减少样本，或为每个样本写出一个文件。</translation>
    </message>
    <message>
        <source>There is not enough memory for the figure. Choose fewer dots per inch.</source>
        <translation>内存不足，无法生成插图。请降低 dpi。</translation>
    </message>
    <message>
        <source>%1 cannot be written, and servers are sent files. Make room on the disk.</source>
        <translation>无法写入 %1，而发送给服务器的是文件。请在磁盘上腾出空间。</translation>
    </message>
    <message>
        <source>%1 readings of depth beyond 13.107 m are missing in %2: a TUM folder holds none. Record to a benchmark folder to keep them.</source>
        <translation>%2 中缺少 %1 个超过 13.107 m 的深度读数：TUM 文件夹无法保存这样的读数。要保留它们，请录制到基准文件夹。</translation>
    </message>
    <message>
        <source>This picture cannot be written as PNG: it is neither 8-bit grey, 8-bit colour nor 16-bit grey.</source>
        <translation>此图像无法写成 PNG：它既不是 8 位灰度、8 位彩色，也不是 16 位灰度。</translation>
    </message>
    <message>
        <source>A picture cannot be written as PNG: there is not enough memory.</source>
        <translation>无法将图像写成 PNG：内存不足。</translation>
    </message>
    <message>
        <source>A picture cannot be written as PNG (%1).</source>
        <translation>无法将图像写成 PNG（%1）。</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2. Make room or choose another folder.</source>
        <translation>无法写入 %1：%2。请腾出空间，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>The folder %1 cannot be made: %2. Choose another folder.</source>
        <translation>无法创建文件夹 %1：%2。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>%1 is neither a dataset (it has no trajectory_dataset.json) nor empty. Choose a dataset or an empty folder.</source>
        <translation>%1 既不是数据集（没有 trajectory_dataset.json），也不是空文件夹。请选择数据集或空文件夹。</translation>
    </message>
    <message>
        <source>%1 is being written to by another window or program. Close that first.</source>
        <translation>另一个窗口或程序正在写入 %1。请先将其关闭。</translation>
    </message>
    <message>
        <source>%1 is not a dataset: it is not a JSON list of samples, which begins with &quot;[&quot;. Choose a dataset or an empty folder.</source>
        <translation>%1 不是数据集：它不是以“[”开头的 JSON 样本列表。请选择数据集或空文件夹。</translation>
    </message>
    <message>
        <source>%1 is damaged at byte %2, so nothing is added to it. Correct the file first.</source>
        <translation>%1 在字节 %2 处损坏，因此未向其中添加内容。请先更正该文件。</translation>
    </message>
    <message>
        <source>%1 changed while it was read. Try again.</source>
        <translation>读取 %1 时文件发生了变化。请重试。</translation>
    </message>
    <message>
        <source>This frame cannot become a sample: it needs a colour picture and depth of one size.</source>
        <translation>此帧无法成为样本：需要尺寸相同的彩色图和深度图。</translation>
    </message>
    <message>
        <source>This frame cannot become a sample: its intrinsics are not known. Say them first.</source>
        <translation>此帧无法成为样本：其内参未知。请先给出内参。</translation>
    </message>
    <message>
        <source>%1 was changed by another program, so %2 new samples are not written to it. Open the dataset again and add them once more.</source>
        <translation>%1 已被其他程序更改，因此有 %2 个新样本未写入。请重新打开该数据集，再次添加它们。</translation>
    </message>
    <message>
        <source>This sample is not annotated yet: it has no mask, trace or box to score against.</source>
        <translation>此样本尚未标注：没有可供评分的掩码、轨迹或目标框。</translation>
    </message>
    <message>
        <source>%1 is back.</source>
        <translation>%1 已恢复。</translation>
    </message>
    <message>
        <source>%1 has sent nothing for %2 s. Its last picture stays. Check the cable; another port or a smaller mode may help.</source>
        <translation>%1 已有 %2 秒没有发来数据，保留其最后一幅图像。请检查线缆；换一个接口或选择更小的模式可能有用。</translation>
    </message>
    <message>
        <source>%1 sends again.</source>
        <translation>%1 已重新发来数据。</translation>
    </message>
    <message>
        <source>The clock of %1 has jumped by %2 s. Frames are paired anew from there on.</source>
        <translation>%1 的时钟跳变了 %2 秒。从该处起重新配对各帧。</translation>
    </message>
    <message>
        <source>%1 cannot be opened, because OpenNI2 is missing (%2). Install the package libopenni2-0.</source>
        <translation>无法打开 %1，因为缺少 OpenNI2（%2）。请安装软件包 libopenni2-0。</translation>
    </message>
    <message>
        <source>Cameras cannot be used, because the program tracestudio is not where it was installed. Install it again.</source>
        <translation>无法使用相机，因为程序 tracestudio 不在其安装位置。请重新安装。</translation>
    </message>
    <message>
        <source>The capture process cannot be started: %1. Close other programs.</source>
        <translation>无法启动采集进程：%1。请关闭其他程序。</translation>
    </message>
    <message>
        <source>The camera&apos;s driver says too much.</source>
        <translation>相机驱动发来的内容过长。</translation>
    </message>
    <message>
        <source>The pictures of %1 are too large (%2 by %3 pixels). Choose another mode.</source>
        <translation>%1 的图像太大（%2 × %3 像素）。请选择其他模式。</translation>
    </message>
    <message>
        <source>%1 is damaged after %2 pictures: its player crashed there (%3). Record or copy it again.</source>
        <translation>%1 在 %2 幅图像之后损坏：播放器在该处崩溃（%3）。请重新录制或复制。</translation>
    </message>
    <message>
        <source>The driver of %1 crashed (%2). Start it again; if that helps only for a while, install its maker&apos;s newest driver.</source>
        <translation>%1 的驱动崩溃（%2）。请重新启动；如果只能暂时解决，请安装其厂商的最新驱动。</translation>
    </message>
    <message>
        <source>%1 is damaged after %2 pictures: its player hangs there. Record or copy it again.</source>
        <translation>%1 在 %2 幅图像之后损坏：播放器在该处停止响应。请重新录制或复制。</translation>
    </message>
    <message>
        <source>The driver of %1 hangs. Start it again, or unplug the camera and plug it in again.</source>
        <translation>%1 的驱动停止响应。请重新启动，或拔下相机后重新插入。</translation>
    </message>
    <message>
        <source>%1 is not running. Start it.</source>
        <translation>%1 未在运行。请启动它。</translation>
    </message>
    <message>
        <source>A camera&apos;s driver crashed while cameras were looked for (%1). Install its maker&apos;s newest driver.</source>
        <translation>查找相机时，某个相机的驱动崩溃（%1）。请安装其厂商的最新驱动。</translation>
    </message>
    <message>
        <source>A camera&apos;s driver hangs while cameras are looked for. Unplug the cameras and plug them in again.</source>
        <translation>查找相机时，某个相机的驱动停止响应。请拔下相机后重新插入。</translation>
    </message>
    <message>
        <source>The USB port is too slow for this mode of %1 (%2). Plug the camera into another port, without a hub, or choose a smaller mode.</source>
        <translation>USB 接口的速度不足以支持 %1 的此模式（%2）。请将相机插到其他接口，不要经过集线器，或选择更小的模式。</translation>
    </message>
    <message>
        <source>%1 cannot be used: %2. Plug it out and in again.</source>
        <translation>无法使用 %1：%2。请拔下后重新插入。</translation>
    </message>
    <message>
        <source>No camera %1 is plugged in. Plug it in.</source>
        <translation>没有插入相机 %1。请插入。</translation>
    </message>
    <message>
        <source>%1 has no mode in which colour and depth go together. Try another camera.</source>
        <translation>%1 没有可同时提供彩色和深度的模式。请换一台相机。</translation>
    </message>
    <message>
        <source>%1 refused the mode %2 (%3). Choose another.</source>
        <translation>%1 拒绝了模式 %2（%3）。请选择其他模式。</translation>
    </message>
    <message>
        <source>%1 does not have the mode %2. Choose another.</source>
        <translation>%1 没有模式 %2。请选择其他模式。</translation>
    </message>
    <message>
        <source>%1 has sent no %2 pictures for two seconds. Start it again, or plug it out and in.</source>
        <translation>%1 已有两秒没有发来 %2 图像。请重新启动，或拔下后重新插入。</translation>
    </message>
    <message>
        <source>The colour and depth pictures of %1 were not taken at the same time for two seconds. Start it again.</source>
        <translation>%1 的彩色图和深度图已有两秒不是同时拍摄的。请重新启动。</translation>
    </message>
    <message>
        <source>%1 is not there. Choose another recording.</source>
        <translation>%1 不存在。请选择其他录制。</translation>
    </message>
    <message>
        <source>%1 is not a whole .oni recording (%2). Record or copy it again.</source>
        <translation>%1 不是完整的 .oni 录制文件（%2）。请重新录制或复制。</translation>
    </message>
    <message>
        <source>%1 does not hold both colour and depth. Choose another recording.</source>
        <translation>%1 没有同时包含彩色和深度。请选择其他录制。</translation>
    </message>
    <message>
        <source>%1 is damaged: %2 of its %3 pictures can be read. Record or copy it again.</source>
        <translation>%1 已损坏：能读取 %2 幅图像，共 %3 幅。请重新录制或复制。</translation>
    </message>
    <message>
        <source>%1 holds no pair of colour and depth. Choose another recording.</source>
        <translation>%1 中没有成对的彩色图和深度图。请选择其他录制。</translation>
    </message>
    <message>
        <source>%1 cannot be opened any more (%2).</source>
        <translation>%1 已无法再打开（%2）。</translation>
    </message>
    <message>
        <source>Pair %1 of %2 is damaged. Record or copy it again.</source>
        <translation>%2 的第 %1 对图像已损坏。请重新录制或复制。</translation>
    </message>
    <message>
        <source>OpenNI2 cannot be used: %1. Install the package libopenni2-0 again.</source>
        <translation>无法使用 OpenNI2：%1。请重新安装软件包 libopenni2-0。</translation>
    </message>
    <message>
        <source>No memory can be shared with the capture process: %1. Close other programs.</source>
        <translation>无法与采集进程共享内存：%1。请关闭其他程序。</translation>
    </message>
    <message>
        <source>The %1 camera (USB %2) is plugged in, but you may not open %3. Install its udev rule (60-libopenni2-0.rules of the package libopenni2-0, or its maker&apos;s), then plug it in again.</source>
        <translation>%1 相机（USB %2）已插入，但无权打开 %3。请安装其 udev 规则（软件包 libopenni2-0 的 60-libopenni2-0.rules，或厂商提供的规则），然后重新插入。</translation>
    </message>
    <message>
        <source>%1 is %2 but %3 is %4, so depth does not lie on the picture. Export both from one view.</source>
        <translation>%1 为 %2，而 %3 为 %4，深度与图像无法对齐。请从同一视角导出两者。</translation>
    </message>
    <message>
        <source>%1 is %2, but the recording is %3. Remove the picture, or copy the recording again.</source>
        <translation>%1 为 %2，而录制为 %3。请删除该图像，或重新复制该录制。</translation>
    </message>
    <message>
        <source>Frame %1 of %2 cannot be shown: %3</source>
        <translation>无法显示 %2 的第 %1 帧：%3</translation>
    </message>
    <message>
        <source>The pictures of %1 are %2, but its intrinsics are for %3. Say the intrinsics for pictures of this size.</source>
        <translation>%1 的图像为 %2，而其内参对应 %3。请给出适用于此尺寸图像的内参。</translation>
    </message>
    <message>
        <source>%1 does not say what camera took its pictures of %2. Put a camera.txt of &quot;fx fy cx cy&quot; there, or say the intrinsics when opening it.</source>
        <translation>%1 没有说明其 %2 图像由什么相机拍摄。请在该处放置内容为“fx fy cx cy”的 camera.txt，或在打开时给出内参。</translation>
    </message>
    <message>
        <source>%1 holds no colour picture that has its depth. Copy the recording again.</source>
        <translation>%1 中没有带深度的彩色图。请重新复制该录制。</translation>
    </message>
    <message>
        <source>None of the first pictures of %1 can be read: %2</source>
        <translation>%1 开头的图像都无法读取：%2</translation>
    </message>
    <message>
        <source>%1 holds no intrinsics: neither fx, fy, cx, cy nor a 3×3 or 4×4 matrix. Correct the file, or say the intrinsics when opening the recording.</source>
        <translation>%1 中没有内参：既没有 fx、fy、cx、cy，也没有 3×3 或 4×4 矩阵。请更正该文件，或在打开录制时给出内参。</translation>
    </message>
    <message>
        <source>%1 is missing. Copy the recording again.</source>
        <translation>缺少 %1。请重新复制该录制。</translation>
    </message>
    <message>
        <source>%1 is not a picture file. Copy the recording again.</source>
        <translation>%1 不是图像文件。请重新复制该录制。</translation>
    </message>
    <message>
        <source>%1 is empty. Copy the recording again.</source>
        <translation>%1 是空的。请重新复制该录制。</translation>
    </message>
    <message>
        <source>%1 is larger than 256 MB. Export it as a smaller picture.</source>
        <translation>%1 大于 256 MB。请导出为较小的图像。</translation>
    </message>
    <message>
        <source>%1 cannot be read. Check its permissions.</source>
        <translation>无法读取 %1。请检查其权限。</translation>
    </message>
    <message>
        <source>%1 is not a PNG, JPEG, PGM, PPM or TIFF picture. Export it as one of these.</source>
        <translation>%1 不是 PNG、JPEG、PGM、PPM 或 TIFF 图像。请导出为其中一种格式。</translation>
    </message>
    <message>
        <source>%1 has more than 64 million pixels. Export it at a smaller size.</source>
        <translation>%1 超过 6400 万像素。请以较小尺寸导出。</translation>
    </message>
    <message>
        <source>%1 is a damaged picture: it ends early or its header gives no size. Copy the recording again.</source>
        <translation>%1 是损坏的图像：文件提前结束，或文件头没有给出尺寸。请重新复制该录制。</translation>
    </message>
    <message>
        <source>%1 is a damaged picture and cannot be decoded. Copy the recording again.</source>
        <translation>%1 是损坏的图像，无法解码。请重新复制该录制。</translation>
    </message>
    <message>
        <source>%1 has 8 bits a channel, which is too coarse for depth. Export depth as 16-bit grey PNG.</source>
        <translation>%1 每通道 8 位，作为深度过于粗略。请将深度导出为 16 位灰度 PNG。</translation>
    </message>
    <message>
        <source>%1 is no depth picture: it is neither 16-bit grey nor 32-bit floating point of one channel. Export depth as 16-bit grey PNG.</source>
        <translation>%1 不是深度图：它既不是 16 位灰度，也不是单通道 32 位浮点。请将深度导出为 16 位灰度 PNG。</translation>
    </message>
    <message>
        <source>%1 is larger than 64 MB, so it is not a list of pictures. Copy the recording again.</source>
        <translation>%1 大于 64 MB，因此不是图像列表。请重新复制该录制。</translation>
    </message>
    <message>
        <source>The lists of %1 name no two pictures of colour and depth that were taken within 0.02 s. Copy the recording again.</source>
        <translation>%1 的列表中没有时间戳相差不超过 0.02 秒的彩色图和深度图。请重新复制该录制。</translation>
    </message>
    <message>
        <source>%1 cannot be written. Make room or choose another folder.</source>
        <translation>无法写入 %1。请腾出空间，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>The recording %1 cannot begin: the camera&apos;s intrinsics are not known. Say them first.</source>
        <translation>无法开始录制 %1：相机内参未知。请先给出内参。</translation>
    </message>
    <message>
        <source>%1 is not empty. Choose an empty folder for the recording.</source>
        <translation>%1 不是空文件夹。请为录制选择空文件夹。</translation>
    </message>
    <message>
        <source>Frame %1 is not of the camera that %2 was begun with. Begin another recording.</source>
        <translation>第 %1 帧与开始录制 %2 时所用的相机不同。请另开始一次录制。</translation>
    </message>
    <message>
        <source>%1 was recorded at %2 and cannot be played at %3. Choose its own mode.</source>
        <translation>%1 以 %2 录制，无法以 %3 播放。请选择其自身的模式。</translation>
    </message>
    <message>
        <source>%1 was not started. Start it before frames are asked for.</source>
        <translation>%1 尚未启动。请先启动，再读取帧。</translation>
    </message>
    <message>
        <source>%1 has %2 frames, so there is no frame %3. Choose one of its frames.</source>
        <translation>%1 有 %2 帧，没有第 %3 帧。请选择其中的一帧。</translation>
    </message>
    <message>
        <source>%1 may not be opened (%2). Install librealsense&apos;s udev rule: copy its config/99-realsense-libusb.rules to /etc/udev/rules.d, run &quot;sudo udevadm control --reload-rules&quot;, and plug the camera in again.</source>
        <translation>无权打开 %1（%2）。请安装 librealsense 的 udev 规则：将其 config/99-realsense-libusb.rules 复制到 /etc/udev/rules.d，运行“sudo udevadm control --reload-rules”，然后重新插入相机。</translation>
    </message>
    <message>
        <source>%1 is connected by USB %2, which is too slow for %3. Use a USB 3 port and a USB 3 cable, or choose a smaller mode.</source>
        <translation>%1 通过 USB %2 连接，其速度不足以支持 %3。请使用 USB 3 接口和 USB 3 线缆，或选择更小的模式。</translation>
    </message>
    <message>
        <source>%1 is used by another program (%2). Close that program.</source>
        <translation>%1 正被其他程序使用（%2）。请关闭该程序。</translation>
    </message>
    <message>
        <source>%1 failed in %2: %3. Plug it in again; if that does not help, install a newer librealsense2 and firmware.</source>
        <translation>%1 在 %2 中出错：%3。请重新插入；如果仍无效，请安装更新的 librealsense2 和固件。</translation>
    </message>
    <message>
        <source>%1 does not send %2. Choose another mode.</source>
        <translation>%1 不提供 %2。请选择其他模式。</translation>
    </message>
    <message>
        <source>%1 was unplugged. Plug it in again.</source>
        <translation>%1 已被拔出。请重新插入。</translation>
    </message>
    <message>
        <source>%1 sends no pictures. Plug it in again, or try another cable or USB port.</source>
        <translation>%1 没有发来图像。请重新插入，或换一根线缆或换一个 USB 接口。</translation>
    </message>
    <message>
        <source>RealSense cameras cannot be used, because %1 cannot be loaded (%2). Install librealsense2 again, or set TRACESTUDIO_REALSENSE_LIBRARY to another one&apos;s path.</source>
        <translation>无法使用 RealSense 相机，因为无法加载 %1（%2）。请重新安装 librealsense2，或将 TRACESTUDIO_REALSENSE_LIBRARY 设为另一个库的路径。</translation>
    </message>
    <message>
        <source>RealSense cameras need their maker&apos;s library librealsense2 (2.30 or newer), which is not installed. Install it, or set TRACESTUDIO_REALSENSE_LIBRARY to its path.</source>
        <translation>RealSense 相机需要其厂商的库 librealsense2（2.30 或更新版本），该库尚未安装。请安装它，或将 TRACESTUDIO_REALSENSE_LIBRARY 设为其路径。</translation>
    </message>
    <message>
        <source>RealSense cameras need librealsense2 2.30 or a newer 2; %1 is %2. Install a newer one, or set TRACESTUDIO_REALSENSE_LIBRARY to its path.</source>
        <translation>RealSense 相机需要 librealsense2 2.30 或更新的 2.x 版本；%1 的版本为 %2。请安装更新的版本，或将 TRACESTUDIO_REALSENSE_LIBRARY 设为其路径。</translation>
    </message>
    <message>
        <source>RealSense cameras cannot be used, because %1 (%2) has no %3. Install librealsense2 again, or set TRACESTUDIO_REALSENSE_LIBRARY to another one&apos;s path.</source>
        <translation>无法使用 RealSense 相机，因为 %1（%2）中没有 %3。请重新安装 librealsense2，或将 TRACESTUDIO_REALSENSE_LIBRARY 设为另一个库的路径。</translation>
    </message>
    <message>
        <source>%1 is not a recording. Expected is a folder of the TUM RGB-D benchmark (rgb.txt and depth.txt), a folder of numbered colour and depth pictures, a ROS bag (.bag), a ROS 2 bag (.mcap, .db3 or its folder) or an OpenNI recording (.oni).</source>
        <translation>%1 不是录制。应为 TUM RGB-D 基准的文件夹（rgb.txt 和 depth.txt）、带编号的彩色图和深度图文件夹、ROS bag（.bag）、ROS 2 bag（.mcap、.db3 或其文件夹）或 OpenNI 录制文件（.oni）。</translation>
    </message>
    <message>
        <source>%1 does not exist. Choose a recording.</source>
        <translation>%1 不存在。请选择录制。</translation>
    </message>
    <message>
        <source>%1 is a ROS bag of an old version (%2). Convert it with &quot;rosbag fix&quot;.</source>
        <translation>%1 是旧版本的 ROS bag（%2）。请用“rosbag fix”转换。</translation>
    </message>
    <message>
        <source>%1 is not a ROS bag. Choose another file.</source>
        <translation>%1 不是 ROS bag。请选择其他文件。</translation>
    </message>
    <message>
        <source>%1 is compressed as a whole. Unpack it with &quot;zstd -d&quot;, then open what comes out.</source>
        <translation>%1 被整体压缩。请用“zstd -d”解压，然后打开解压后的文件。</translation>
    </message>
    <message>
        <source>%1 holds no ROS 2 bag (.db3 or .mcap). Choose another folder.</source>
        <translation>%1 中没有 ROS 2 bag（.db3 或 .mcap）。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>%1 is damaged at byte %2 (%3). What was recorded there is lost; the rest can be read.</source>
        <translation>%1 在字节 %2 处损坏（%3）。该处录制的内容已丢失，其余部分可以读取。</translation>
    </message>
    <message>
        <source>%1 is damaged (%2). What was recorded there is lost; the rest can be read.</source>
        <translation>%1 已损坏（%2）。该处录制的内容已丢失，其余部分可以读取。</translation>
    </message>
    <message>
        <source>%1 is not a ROS 2 bag (no SQLite database). Choose another file.</source>
        <translation>%1 不是 ROS 2 bag（不是 SQLite 数据库）。请选择其他文件。</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2. Check the disk, or copy the recording again.</source>
        <translation>无法读取 %1：%2。请检查磁盘，或重新复制该录制。</translation>
    </message>
    <message>
        <source>%1 is not a ROS 2 bag: it has no tables of topics and messages (%2). Choose another file.</source>
        <translation>%1 不是 ROS 2 bag：没有话题表和消息表（%2）。请选择其他文件。</translation>
    </message>
    <message>
        <source>%1 cannot be opened: %2. Check the path and its permissions.</source>
        <translation>无法打开 %1：%2。请检查路径及其权限。</translation>
    </message>
    <message>
        <source>%1 is not a file. Choose a recording&apos;s file.</source>
        <translation>%1 不是文件。请选择录制文件。</translation>
    </message>
    <message>
        <source>%1 ends early, at byte %2. Copy the recording again.</source>
        <translation>%1 在字节 %2 处提前结束。请重新复制该录制。</translation>
    </message>
    <message>
        <source>%1 is not an MCAP file. Choose another file.</source>
        <translation>%1 不是 MCAP 文件。请选择其他文件。</translation>
    </message>
    <message>
        <source>The recording has more than %1 messages of pictures and cameras; the rest is left out.</source>
        <translation>录制中的图像消息和相机消息超过 %1 条，其余已略去。</translation>
    </message>
    <message>
        <source>A message of %1 is damaged (%2). The others can be read.</source>
        <translation>%1 中有一条消息损坏（%2）。其他消息可以读取。</translation>
    </message>
    <message>
        <source>%1 has no topic of colour pictures with one of depth pictures. Its topics: %2. Record both, as sensor_msgs/Image or CompressedImage.</source>
        <translation>%1 中没有成对的彩色图话题和深度图话题。其话题：%2。请以 sensor_msgs/Image 或 CompressedImage 录制两者。</translation>
    </message>
    <message>
        <source>The lens of %2 in %1 is described by a model that is not known here (%3). Record the rectified pictures (image_rect).</source>
        <translation>%1 中描述 %2 镜头的模型无法识别（%3）。请录制校正后的图像（image_rect）。</translation>
    </message>
    <message>
        <source>%1 does not say what camera took %2 (no usable %3). Give its intrinsics.</source>
        <translation>%1 没有说明 %2 由什么相机拍摄（没有可用的 %3）。请给出其内参。</translation>
    </message>
    <message>
        <source>%1 does not say how %2 stands to %3, so that its depth cannot be put into the colour picture. Record /tf_static too, or depth that is aligned to colour.</source>
        <translation>%1 没有说明 %2 相对于 %3 的位姿，因此无法将其深度对齐到彩色图。请同时录制 /tf_static，或录制已与彩色图对齐的深度。</translation>
    </message>
    <message>
        <source>%1 has no pictures of %2 and %3 that were taken at the same time. Record both together.</source>
        <translation>%1 中没有 %2 和 %3 同时拍摄的图像。请同时录制两者。</translation>
    </message>
    <message>
        <source>Pair %2 of %1 cannot be shown: the picture of %3 is damaged (%4). The others can be.</source>
        <translation>无法显示 %1 的第 %2 对图像：%3 的图像损坏（%4）。其他各对可以显示。</translation>
    </message>
    <message>
        <source>Recordings cannot be read, because a part of the program is missing (%1). Install it again.</source>
        <translation>无法读取录制，因为程序缺少一个部分（%1）。请重新安装。</translation>
    </message>
    <message>
        <source>%1 and %2 are not the same view: one is %3 and the other %4 pixels. Choose depth that is aligned to the picture.</source>
        <translation>%1 和 %2 不是同一视角：一个为 %3 像素，另一个为 %4 像素。请选择与图像对齐的深度图。</translation>
    </message>
    <message>
        <source>There is no instruction. Write what is to be done.</source>
        <translation>没有指令。请写明要做什么。</translation>
    </message>
    <message>
        <source>The object to be moved is not named. Write a phrase for it; models are asked with it.</source>
        <translation>没有给出要移动的物体。请写一个指称它的短语；向模型提问时会用到。</translation>
    </message>
    <message>
        <source>There is no trace. Add waypoints from the object to its destination.</source>
        <translation>没有轨迹。请添加从物体到目的地的路径点。</translation>
    </message>
    <message>
        <source>The trace has one waypoint only. Add those up to the destination.</source>
        <translation>轨迹只有一个路径点。请添加直到目的地的路径点。</translation>
    </message>
    <message>
        <source>The first two waypoints are the same place, with which the published evaluator never ends. Delete one of them.</source>
        <translation>前两个路径点位于同一处，官方评估程序会因此一直不结束。请删除其中一个。</translation>
    </message>
    <message>
        <source>Outside the picture: waypoint %1. A model that sees the picture cannot point there; move it inside.</source>
        <translation>位于图像之外：路径点 %1。看图像的模型无法指向该处；请将其移到图像内。</translation>
    </message>
    <message>
        <source>Behind the surface that the sensor saw, by up to %2 cm: waypoint %1. Lift it out, unless it is hidden behind something.</source>
        <translation>位于传感器所见表面之后，最多 %2 cm：路径点 %1。请将其移出，除非它本来就被其他物体遮挡。</translation>
    </message>
    <message>
        <source>There is no destination box. Draw one around the place where the object should end up.</source>
        <translation>没有目标框。请在物体最终应到达的位置周围画一个。</translation>
    </message>
    <message>
        <source>The destination box has no volume. Give it three sides.</source>
        <translation>目标框没有体积。请给出三条边长。</translation>
    </message>
    <message>
        <source>The destination box is turned by a matrix that is not a rotation, so distances to it are wrong. Turn it anew.</source>
        <translation>目标框所用的矩阵不是旋转矩阵，因此到它的距离有误。请重新旋转。</translation>
    </message>
    <message>
        <source>The destination box is outside the picture. Move it to where the object can be seen.</source>
        <translation>目标框在图像之外。请将其移到能看到物体的位置。</translation>
    </message>
    <message>
        <source>The destination box hangs %1 cm above what is below it; up to %2 cm pass. Lower it, unless the object is to be held there.</source>
        <translation>目标框悬在下方物体之上 %1 cm；允许不超过 %2 cm。请降低它，除非物体要停在空中。</translation>
    </message>
    <message>
        <source>The destination box is sunk %1 cm into what is seen there; up to %2 cm pass. Raise it.</source>
        <translation>目标框陷入该处所见的物体 %1 cm；允许不超过 %2 cm。请升高它。</translation>
    </message>
    <message>
        <source>The trace starts %1 m from the object; it counts as started below %2 m. Move the first waypoint onto the object, or correct the mask.</source>
        <translation>轨迹起点距物体 %1 m；小于 %2 m 才算从物体出发。请将第一个路径点移到物体上，或更正掩码。</translation>
    </message>
    <message>
        <source>The trace does not start inside the mask, where the 2D score wants it. Move the first waypoint onto the object, or correct the mask.</source>
        <translation>轨迹起点不在掩码内，而 2D 评分要求在掩码内。请将第一个路径点移到物体上，或更正掩码。</translation>
    </message>
    <message>
        <source>None of the last three waypoints is in the destination box; the nearest is %1 m away, which counts below %2 m. Move the end into the box, or the box to the end.</source>
        <translation>最后三个路径点都不在目标框内；最近的相距 %1 m，小于 %2 m 即算到达。请将终点移入目标框，或将目标框移到终点。</translation>
    </message>
    <message>
        <source>The trace ends %1 m from the destination box; it counts as arrived below %2 m. Move the end into the box, or the box to the end.</source>
        <translation>轨迹终点距目标框 %1 m；小于 %2 m 才算到达。请将终点移入目标框，或将目标框移到终点。</translation>
    </message>
    <message>
        <source>The object collides: %1 % of it is in an obstacle at waypoint %2; up to %3 % is allowed. Lift the trace there.</source>
        <translation>物体发生碰撞：在路径点 %2 处有 %1 % 进入障碍物；最多允许 %3 %。请抬高该处的轨迹。</translation>
    </message>
    <message>
        <source>The object collides: %1 % of it is in an obstacle at waypoint %2; up to %3 % is allowed. The mask is not 255 all over, so the object is its own obstacle; paint the mask anew.</source>
        <translation>物体发生碰撞：在路径点 %2 处有 %1 % 进入障碍物；最多允许 %3 %。掩码并非全为 255，因此物体成了自身的障碍物；请重新绘制掩码。</translation>
    </message>
    <message>
        <source>The object passes through something after waypoint %2: %1 % of it is in an obstacle there. The published check looks at the waypoints only; lift the trace.</source>
        <translation>物体在路径点 %2 之后穿过其他物体：该处有 %1 % 进入障碍物。官方检查只看路径点；请抬高轨迹。</translation>
    </message>
    <message>
        <source>The mask is empty. Paint the object.</source>
        <translation>掩码为空。请涂出物体。</translation>
    </message>
    <message>
        <source>The mask is %1 but the depth picture is %2, so the published evaluator finds no collision at all. Paint the mask anew.</source>
        <translation>掩码为 %1，而深度图为 %2，因此官方评估程序完全检测不到碰撞。请重新绘制掩码。</translation>
    </message>
    <message>
        <source>There is no depth under the mask, so neither start nor collisions can be measured. Paint it where the sensor saw the object.</source>
        <translation>掩码下没有深度，因此起点和碰撞都无法测量。请在传感器看到物体的位置绘制掩码。</translation>
    </message>
    <message>
        <source>The mask is in %1 parts; %2 % of it is outside the largest. Keep the largest part, unless something before the object divides it.</source>
        <translation>掩码分成 %1 个部分；有 %2 % 在最大部分之外。请只保留最大部分，除非物体被前方的东西隔开。</translation>
    </message>
    <message>
        <source>The mask has holes of %1 pixels where the object is seen, which count as obstacle. Fill them.</source>
        <translation>掩码在看得见物体的位置有共 %1 像素的孔洞，会被当作障碍物。请填充孔洞。</translation>
    </message>
    <message>
        <source>There is no depth picture, so nothing can be measured. Add one.</source>
        <translation>没有深度图，因此什么都无法测量。请添加深度图。</translation>
    </message>
    <message>
        <source>There is no mask. Paint the object to be moved.</source>
        <translation>没有掩码。请涂出要移动的物体。</translation>
    </message>
    <message>
        <source>The check was stopped.</source>
        <translation>检查已停止。</translation>
    </message>
    <message>
        <source>%1 is not empty. Choose an empty or a new folder for the copy.</source>
        <translation>%1 不是空文件夹。请为副本选择空文件夹或新文件夹。</translation>
    </message>
    <message>
        <source>%1 has no pictures, so there is nothing to make a dataset of. Open the dataset that the answers are about.</source>
        <translation>%1 没有图像，因此无法制成数据集。请打开这些回答所属的数据集。</translation>
    </message>
    <message>
        <source>%1 is no dataset that samples could be added to. Save it as a dataset first.</source>
        <translation>%1 不是可以添加样本的数据集。请先将其保存为数据集。</translation>
    </message>
    <message>
        <source>The comparison was stopped.</source>
        <translation>比较已停止。</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2. Your edits are kept: make room and save again, or save a copy elsewhere.</source>
        <translation>无法写入 %1：%2。编辑已保留：请腾出空间后再次保存，或在其他位置另存副本。</translation>
    </message>
    <message>
        <source>%1 has no dataset file that edits could be written to. Save them as a dataset of their own.</source>
        <translation>%1 没有可写入编辑的数据集文件。请将编辑保存为单独的数据集。</translation>
    </message>
    <message>
        <source>%1 is damaged at byte %2, so it is not written over: what follows would be lost. Correct the file first, or save a copy.</source>
        <translation>%1 在字节 %2 处损坏，因此不予覆盖，否则其后的内容会丢失。请先更正该文件，或另存副本。</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2. Keep the edits in a file of their own, or save a copy elsewhere.</source>
        <translation>无法写入 %1：%2。请将编辑保存在单独的文件中，或在其他位置另存副本。</translation>
    </message>
    <message>
        <source>%1 was changed by another program since it was opened, so your mask is not written over it. Save a copy elsewhere, or open the dataset again.</source>
        <translation>%1 打开后已被其他程序更改，因此未用编辑后的掩码覆盖它。请在其他位置另存副本，或重新打开数据集。</translation>
    </message>
    <message>
        <source>%1 was changed by another program since it was opened, so your edits are not written over it. Save a copy elsewhere, or open it again.</source>
        <translation>%1 打开后已被其他程序更改，因此未用编辑覆盖它。请在其他位置另存副本，或重新打开它。</translation>
    </message>
    <message>
        <source>The pictures in %1 cannot be moved back to %2: %3. Move them there, then save again.</source>
        <translation>无法将 %1 中的图像移回 %2：%3。请将图像移到该处，然后再次保存。</translation>
    </message>
    <message>
        <source>The kept edits of sample %1 are damaged, so it stays as it is.</source>
        <translation>样本 %1 的保留编辑已损坏，因此该样本保持原样。</translation>
    </message>
    <message>
        <source>The kept value of &quot;%1&quot; of sample %2 is damaged, so it stays as it is.</source>
        <translation>样本 %2 的“%1”的保留值已损坏，因此该项保持原样。</translation>
    </message>
    <message>
        <source>Sample %1 is no longer in the dataset, so its kept edits have no place. If it was deleted here, it is in the folder .tracestudio-bin.</source>
        <translation>样本 %1 已不在数据集中，因此其保留的编辑无处可用。如果是在此处删除的，它位于文件夹 .tracestudio-bin 中。</translation>
    </message>
    <message>
        <source>A new sample (%1) of the kept edits is damaged and was left out.</source>
        <translation>保留的编辑中有一个新样本（%1）已损坏，已略去。</translation>
    </message>
    <message>
        <source>The pictures or intrinsics of the new sample %1 are gone, so it was left out.</source>
        <translation>新样本 %1 的图像或内参已不存在，因此已略去。</translation>
    </message>
    <message>
        <source>The edits cannot be kept in %1: %2. Make room, or save now.</source>
        <translation>无法将编辑保留在 %1：%2。请腾出空间，或立即保存。</translation>
    </message>
    <message>
        <source>%1 holds no edits that can be read: it is damaged or of another kind. The dataset stays as it is; move the file away.</source>
        <translation>%1 中没有可读取的编辑：文件已损坏或属于其他类型。数据集保持原样；请移走该文件。</translation>
    </message>
    <message>
        <source>There is no depth to grow by. Use the polygon or the brush.</source>
        <translation>没有可供区域生长的深度。请使用多边形或画笔。</translation>
    </message>
    <message>
        <source>The sensor read no depth at this pixel. Click where there is some.</source>
        <translation>传感器在此像素没有读到深度。请单击有深度的位置。</translation>
    </message>
    <message>
        <source>There is no colour picture to find the object in. Use the polygon or the brush.</source>
        <translation>没有可供查找物体的彩色图。请使用多边形或画笔。</translation>
    </message>
    <message>
        <source>The rectangle is too small to find an object in. Draw it around the object.</source>
        <translation>矩形太小，无法在其中找到物体。请围绕物体画矩形。</translation>
    </message>
    <message>
        <source>The rectangle is the whole picture, so nothing tells the background. Draw it around the object.</source>
        <translation>矩形包含整幅图像，因此无法区分背景。请围绕物体画矩形。</translation>
    </message>
    <message>
        <source>The object cannot be found in this rectangle (%1). Draw it a little larger, or use the brush.</source>
        <translation>在此矩形中找不到物体（%1）。请将矩形画大一些，或使用画笔。</translation>
    </message>
    <message>
        <source>There is no mask to write. Paint the object first.</source>
        <translation>没有可写入的掩码。请先涂出物体。</translation>
    </message>
    <message>
        <source>Sample %1 has no pictures to plan in: only answers are open. Open the benchmark folder that they are about.</source>
        <translation>样本 %1 没有可供规划的图像：只打开了回答。请打开这些回答所属的基准文件夹。</translation>
    </message>
    <message>
        <source>Sample %1 has no destination box to plan to. Draw its box first.</source>
        <translation>样本 %1 没有可作为规划终点的目标框。请先画出目标框。</translation>
    </message>
    <message>
        <source>Sample %1 has no mask of the object to move. Paint its mask first.</source>
        <translation>样本 %1 没有要移动的物体的掩码。请先绘制掩码。</translation>
    </message>
    <message>
        <source>Nothing is known of the object to move: its mask, or the depth under it, is empty. Paint the mask where the sensor read depth.</source>
        <translation>要移动的物体未知：掩码或其下的深度为空。请在传感器读到深度的位置绘制掩码。</translation>
    </message>
    <message>
        <source>There is no destination to plan to: the box has no size, or its rotation is none. Draw the box.</source>
        <translation>没有可作为规划终点的目的地：目标框没有尺寸，或其旋转矩阵不是旋转。请画出目标框。</translation>
    </message>
    <message>
        <source>The camera is not known, so nothing can be planned. Correct the intrinsics.</source>
        <translation>相机未知，因此无法规划。请更正内参。</translation>
    </message>
    <message>
        <source>The object and the box are too large or too far apart to plan between. Check the box and the mask.</source>
        <translation>物体和目标框太大或相距太远，无法规划。请检查目标框和掩码。</translation>
    </message>
    <message>
        <source>The object fits nowhere into the box without hitting something, or the box is outside the picture. Move the box or make it larger.</source>
        <translation>物体放入目标框内任何位置都会碰到其他物体，或目标框在图像之外。请移动目标框或将其加大。</translation>
    </message>
    <message>
        <source>There is no free way for the object into the box: something stands around the object or the box. Move the box, or draw the trace by hand.</source>
        <translation>物体没有进入目标框的无碰撞路径：物体或目标框周围有其他物体。请移动目标框，或手动绘制轨迹。</translation>
    </message>
    <message>
        <source>The row is not a JSON object in braces (%1), so nothing is changed in it. Correct the row.</source>
        <translation>该行不是花括号括起的 JSON 对象（%1），因此未作任何更改。请更正该行。</translation>
    </message>
    <message>
        <source>%1 is larger than %2 MB and is not read.</source>
        <translation>%1 大于 %2 MB，不予读取。</translation>
    </message>
    <message>
        <source>&quot;is:%1&quot; is not known. Write is:broken, is:good, is:bad, is:unreviewed, is:noted, is:edited or is:changed.</source>
        <translation>不认识“is:%1”。请写成 is:broken、is:good、is:bad、is:unreviewed、is:noted、is:edited 或 is:changed。</translation>
    </message>
    <message>
        <source>%1 was not waited for, because it is no longer wanted. Start it again.</source>
        <translation>已不再需要 %1，因此未等待它。请重新启动。</translation>
    </message>
    <message>
        <source>It is kept as %1.</source>
        <translation>它已保留为 %1。</translation>
    </message>
    <message>
        <source>The destination box lies wholly behind or inside what the sensor saw, so whether there is room for the object cannot be told. Move it to where it can be seen.</source>
        <translation>目标框完全位于传感器所见表面之后或之内，无法判断那里是否容得下物体。请把它移到看得见的地方。</translation>
    </message>
    <message>
        <source>The last waypoint is %1 m from the destination box. That passes, because the metric takes the nearest of the last three. Move it into the box, or delete it.</source>
        <translation>最后一个路径点距目标框 %1 m。它仍算通过，因为该指标取最后三点中最近的一个。请将其移入目标框或删除。</translation>
    </message>
    <message>
        <source>The camera of %1 is not known. Put a file intrinsics.txt with its 3×3 matrix, or an intrinsics.json with fx, fy, cx and cy in pixels, beside the pictures and reload; then save again.</source>
        <translation>%1 的相机未知。请在图片旁放置含 3×3 矩阵的 intrinsics.txt，或含以像素为单位的 fx、fy、cx、cy 的 intrinsics.json，重新加载后再保存。</translation>
    </message>
    <message>
        <source>The row of sample %1 in the kept edits is damaged and was left out. It is in the folder .tracestudio-bin.</source>
        <translation>保留的编辑中样本 %1 的行已损坏，已略去。它在 .tracestudio-bin 文件夹中。</translation>
    </message>
    <message>
        <source>%1: &quot;prompt_style&quot; is &quot;%2&quot;; it must be instruction, robotracer, robobrain, fixed or official.</source>
        <translation>%1：“prompt_style”为“%2”，必须是 instruction、robotracer、robobrain、fixed 或 official。</translation>
    </message>
    <message>
        <source>Saving a copy in %1 was stopped. Nothing of it is left there.</source>
        <translation>已停止在 %1 中另存副本。该处没有留下任何内容。</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2. Make it readable, then save the copy again.</source>
        <translation>无法读取 %1：%2。请将其设为可读，然后重新另存副本。</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2. Make the folder writable, or copy the scene elsewhere.</source>
        <translation>无法写入 %1：%2。请将该文件夹设为可写，或将场景复制到其他位置。</translation>
    </message>
    <message>
        <source>Looking for the originals in %1 was stopped.</source>
        <translation>已停止在 %1 中查找原始版本。</translation>
    </message>
    <message>
        <source>%1 is not the JSON object that tells of a checkpoint. Mend it or remove it.</source>
        <translation>%1 不是检查点说明卡应有的 JSON 对象。请更正或移除它。</translation>
    </message>
    <message>
        <source>%1: &quot;%2&quot; must be a text. Mend it or remove it.</source>
        <translation>%1：“%2”必须是文字。请更正或移除它。</translation>
    </message>
    <message>
        <source>%1: &quot;name&quot; must be one line of up to 100 letters. Shorten it.</source>
        <translation>%1：“name”必须是一行，最多 100 个字符。请缩短。</translation>
    </message>
    <message>
        <source>%1: &quot;start_depth&quot; is &quot;%2&quot;; it must be sensor or model.</source>
        <translation>%1：“start_depth”为“%2”，必须是 sensor 或 model。</translation>
    </message>
</context>
<context>
    <name>tracestudio::AnnotationController</name>
    <message>
        <source>Erase from the mask</source>
        <translation>从掩码中擦除</translation>
    </message>
    <message>
        <source>Paint the mask</source>
        <translation>绘制掩码</translation>
    </message>
    <message>
        <source>Cut a polygon out of the mask</source>
        <translation>从掩码中切去多边形</translation>
    </message>
    <message>
        <source>Add a polygon to the mask</source>
        <translation>向掩码添加多边形</translation>
    </message>
    <message>
        <source>Cut the object out</source>
        <translation>抠出物体</translation>
    </message>
    <message>
        <source>Take a surface out of the mask</source>
        <translation>从掩码中去掉表面</translation>
    </message>
    <message>
        <source>Grow the mask over a surface</source>
        <translation>将掩码生长到表面</translation>
    </message>
    <message>
        <source>Fill the mask&apos;s holes</source>
        <translation>填充掩码的孔洞</translation>
    </message>
    <message>
        <source>Keep the mask&apos;s largest part</source>
        <translation>保留掩码的最大部分</translation>
    </message>
    <message>
        <source>Clear the mask</source>
        <translation>清除掩码</translation>
    </message>
    <message>
        <source>Sample %1</source>
        <translation>样本 %1</translation>
    </message>
    <message>
        <source>Cannot be scored yet</source>
        <translation>尚无法评分</translation>
    </message>
    <message>
        <source>Succeeds under its own metric</source>
        <translation>按其自身的指标成功</translation>
    </message>
    <message>
        <source>Fails its own metric</source>
        <translation>按其自身的指标失败</translation>
    </message>
    <message>
        <source>Take over the trace of %1</source>
        <translation>采用 %1 的轨迹</translation>
    </message>
    <message>
        <source>Delete the box</source>
        <translation>删除目标框</translation>
    </message>
    <message>
        <source>Delete waypoint %1</source>
        <translation>删除路径点 %1</translation>
    </message>
    <message>
        <source>Depth of the waypoint</source>
        <translation>路径点的深度</translation>
    </message>
    <message>
        <source>The sensor read no depth here. How far from the camera is the waypoint, in metres?</source>
        <translation>传感器在此处没有读到深度。路径点距相机多远（米）？</translation>
    </message>
    <message>
        <source>Add waypoint %1</source>
        <translation>添加路径点 %1</translation>
    </message>
    <message>
        <source>Draw the box</source>
        <translation>绘制目标框</translation>
    </message>
    <message>
        <source>There are too few points with depth there to fit a box.</source>
        <translation>该处带深度的点太少，无法拟合目标框。</translation>
    </message>
    <message>
        <source>Planning starts from the object: draw its mask first.</source>
        <translation>规划从物体开始：请先绘制其掩码。</translation>
    </message>
    <message>
        <source>Planning leads to the destination: draw its box first.</source>
        <translation>规划通向目的地：请先绘制目标框。</translation>
    </message>
    <message>
        <source>Planned trace</source>
        <translation>规划的轨迹</translation>
    </message>
    <message>
        <source>A planned trace is in place: at most %1 of the object in occupied space on the way. Edit it, or take it back.</source>
        <translation>已放入规划的轨迹：途中物体最多有 %1 位于被占空间。可编辑它，或将其撤回。</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Would succeed under its own metric, but see below</source>
        <translation>按其自身指标可通过，但请看下文</translation>
    </message>
    <message>
        <source>A trace was planned: at most %1 of the object in occupied space on the way. It can take the place of the one that is there.</source>
        <translation>已规划一条轨迹：途中物体最多有 %1 位于被占空间。可用它替换现有轨迹。</translation>
    </message>
    <message>
        <source>Take it over</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>has no trace</source>
        <translation>没有轨迹</translation>
    </message>
    <message>
        <source>has no depth</source>
        <translation>没有深度</translation>
    </message>
</context>
<context>
    <name>tracestudio::AnnotationPanel</name>
    <message>
        <source>Annotation</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Write all edits to the dataset (Ctrl+S)</source>
        <translation>将全部编辑写入数据集 (Ctrl+S)</translation>
    </message>
    <message>
        <source>Reverse trace</source>
        <translation>反转轨迹</translation>
    </message>
    <message>
        <source>Smooth trace</source>
        <translation>平滑轨迹</translation>
    </message>
    <message>
        <source>Resample trace</source>
        <translation>重采样轨迹</translation>
    </message>
    <message>
        <source>Clear trace</source>
        <translation>清除轨迹</translation>
    </message>
    <message>
        <source>Set box upright</source>
        <translation>扶正目标框</translation>
    </message>
    <message>
        <source>Clear box</source>
        <translation>清除目标框</translation>
    </message>
    <message>
        <source>What is missing or odd</source>
        <translation>缺失或可疑之处</translation>
    </message>
    <message>
        <source>Waypoints</source>
        <translation>路径点</translation>
    </message>
    <message>
        <source>Destination box</source>
        <translation>目标框</translation>
    </message>
    <message>
        <source>Add box</source>
        <translation>添加目标框</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>As opened</source>
        <translation>打开时的状态</translation>
    </message>
    <message>
        <source>All edits. ✓ marks what is saved; choose one to go back or forward to it</source>
        <translation>全部编辑。✓ 表示已保存的状态；选择一项即可后退或前进到该处</translation>
    </message>
    <message>
        <source>No sample</source>
        <translation>没有样本</translation>
    </message>
    <message>
        <source>✓ Saved</source>
        <translation>✓ 已保存</translation>
    </message>
    <message>
        <source>● Not saved</source>
        <translation>● 未保存</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>尚未检查</translation>
    </message>
    <message>
        <source>Nothing is missing or odd.</source>
        <translation>没有缺失或可疑之处。</translation>
    </message>
    <message numerus="yes">
        <source>● %n sample(s) not saved</source>
        <translation>
            <numerusform>● %n 个样本未保存</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::AnswerView</name>
    <message>
        <source>The model&apos;s answer</source>
        <translation>模型的回答</translation>
    </message>
</context>
<context>
    <name>tracestudio::BarChart</name>
    <message>
        <source>%1, %2: no answers</source>
        <translation>%1，%2：没有回答</translation>
    </message>
    <message>
        <source>%1, %2: %3 of %4 succeed (%5)</source>
        <translation>%1，%2：%4 个中 %3 个成功（%5）</translation>
    </message>
</context>
<context>
    <name>tracestudio::BoxFields</name>
    <message>
        <source>None yet. Draw one in a view with the box tool, or add one here.</source>
        <translation>还没有目标框。请在视图中用目标框工具绘制，或在此处添加。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Put a box of a hand&apos;s size where the trace ends, to be given its numbers</source>
        <translation>在轨迹终点放置一个手掌大小的目标框，再填写其数值</translation>
    </message>
    <message>
        <source>Centre x, y, z in m</source>
        <translation>中心 x、y、z（m）</translation>
    </message>
    <message>
        <source>Size x, y, z in m</source>
        <translation>尺寸 x、y、z（m）</translation>
    </message>
    <message>
        <source>Turned about x, y, z in °</source>
        <translation>绕 x、y、z 的转角（°）</translation>
    </message>
    <message>
        <source>Centre x</source>
        <translation>中心 x</translation>
    </message>
    <message>
        <source>Centre y</source>
        <translation>中心 y</translation>
    </message>
    <message>
        <source>Centre z</source>
        <translation>中心 z</translation>
    </message>
    <message>
        <source>Size x</source>
        <translation>尺寸 x</translation>
    </message>
    <message>
        <source>Size y</source>
        <translation>尺寸 y</translation>
    </message>
    <message>
        <source>Size z</source>
        <translation>尺寸 z</translation>
    </message>
    <message>
        <source>Angle x</source>
        <translation>转角 x</translation>
    </message>
    <message>
        <source>Angle y</source>
        <translation>转角 y</translation>
    </message>
    <message>
        <source>Angle z</source>
        <translation>转角 z</translation>
    </message>
    <message>
        <source>%1. Arrow keys and wheel step, with Shift finely</source>
        <translation>%1。用方向键和滚轮调整，按住 Shift 微调</translation>
    </message>
    <message>
        <source>Move box</source>
        <translation>移动目标框</translation>
    </message>
    <message>
        <source>Resize box</source>
        <translation>调整目标框尺寸</translation>
    </message>
    <message>
        <source>Turn box</source>
        <translation>旋转目标框</translation>
    </message>
</context>
<context>
    <name>tracestudio::BrowserController</name>
    <message>
        <source>file order</source>
        <translation>文件顺序</translation>
    </message>
    <message>
        <source>id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>%1 verdict</source>
        <translation>%1 判定</translation>
    </message>
    <message>
        <source>failed by %1</source>
        <translation>%1 失败</translation>
    </message>
    <message>
        <source>Samples on which %1 does not succeed</source>
        <translation>%1 未成功的样本</translation>
    </message>
    <message>
        <source>%1 ✓ %2 ✗</source>
        <translation>%1 ✓ %2 ✗</translation>
    </message>
    <message>
        <source>%1 succeeds, %2 fails</source>
        <translation>%1 成功，%2 失败</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>有问题</translation>
    </message>
    <message>
        <source>Rows with something missing or damaged</source>
        <translation>有缺失或损坏的行</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Note on sample %1:</source>
        <translation>样本 %1 的备注：</translation>
    </message>
</context>
<context>
    <name>tracestudio::BrowserPanel</name>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Filter: text, #42, /regex/</source>
        <translation>筛选：文字、#42、/正则/</translation>
    </message>
    <message>
        <source>Filter samples</source>
        <translation>筛选样本</translation>
    </message>
    <message>
        <source>Quick filters</source>
        <translation>快速筛选</translation>
    </message>
    <message>
        <source>More filters: steps, categories, sources, metrics</source>
        <translation>更多筛选：步数、类别、来源、指标</translation>
    </message>
    <message>
        <source>Sort: </source>
        <translation>排序：</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>排序依据</translation>
    </message>
    <message>
        <source>Ascending</source>
        <translation>升序</translation>
    </message>
    <message>
        <source>Cards</source>
        <translation>卡片</translation>
    </message>
    <message>
        <source>Grid of pictures</source>
        <translation>图像网格</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>No sample matches</source>
        <translation>没有匹配的样本</translation>
    </message>
    <message>
        <source>No samples yet</source>
        <translation>还没有样本</translation>
    </message>
    <message>
        <source>Nothing fits the filter and the marks above.</source>
        <translation>没有样本符合上方的筛选和标记。</translation>
    </message>
    <message>
        <source>Open a benchmark folder, a capture or a file of answers, or drop it here.</source>
        <translation>打开基准文件夹、采集或回答文件，或将其拖到此处。</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Open a benchmark folder…</source>
        <translation>打开基准文件夹…</translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>显示 %1 / %2</translation>
    </message>
    <message>
        <source>%1 reviewed</source>
        <translation>已审阅 %1</translation>
    </message>
    <message>
        <source>%1 broken</source>
        <translation>有问题 %1</translation>
    </message>
    <message>
        <source>No samples</source>
        <translation>没有样本</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>file order</source>
        <translation>文件顺序</translation>
    </message>
    <message>
        <source>Descending</source>
        <translation>降序</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More (%1)</source>
        <translation>更多（%1）</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>好</translation>
    </message>
    <message>
        <source>Bad</source>
        <translation>差</translation>
    </message>
    <message>
        <source>Note…</source>
        <translation>备注…</translation>
    </message>
    <message>
        <source>Copy number</source>
        <translation>复制编号</translation>
    </message>
    <message>
        <source>Copy picture&apos;s path</source>
        <translation>复制图像路径</translation>
    </message>
</context>
<context>
    <name>tracestudio::CameraForm</name>
    <message>
        <source>horizontal, only where the numbers below are not known</source>
        <translation>水平方向，仅在不知道下列数值时填写</translation>
    </message>
    <message>
        <source>Estimate</source>
        <translation>估算</translation>
    </message>
    <message>
        <source>Fill in a camera with this field of view that looks through the middle of the picture</source>
        <translation>按此视场角填入相机参数，假定光轴穿过图像中心</translation>
    </message>
    <message>
        <source>Field of view (°)</source>
        <translation>视场角 (°)</translation>
    </message>
    <message>
        <source>fx (pixels)</source>
        <translation>fx（像素）</translation>
    </message>
    <message>
        <source>fy (pixels)</source>
        <translation>fy（像素）</translation>
    </message>
    <message>
        <source>cx (pixels)</source>
        <translation>cx（像素）</translation>
    </message>
    <message>
        <source>cy (pixels)</source>
        <translation>cy（像素）</translation>
    </message>
    <message>
        <source>Depth step (mm)</source>
        <translation>深度单位（mm）</translation>
    </message>
    <message>
        <source>What one step of a depth value is: 1 for millimetres, 0.2 for TUM&apos;s 1/5000 m</source>
        <translation>深度值每增加 1 对应的长度：毫米为 1，TUM 的 1/5000 m 为 0.2</translation>
    </message>
    <message>
        <source>Estimated from a field of view of %1°, not measured: places and lengths in space are as uncertain as that is. Calibrated numbers are better.</source>
        <translation>由 %1° 的视场角估算，并非实测：空间中的位置和长度与该角度同样不确定。最好使用标定的数值。</translation>
    </message>
</context>
<context>
    <name>tracestudio::CaptureController</name>
    <message>
        <source>Open a recording</source>
        <translation>打开录制文件</translation>
    </message>
    <message>
        <source>Recordings (*.bag *.db3 *.mcap *.oni);;All files (*)</source>
        <translation>录制文件 (*.bag *.db3 *.mcap *.oni);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open a folder of colour and depth pictures</source>
        <translation>打开彩色图和深度图文件夹</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>正在播放</translation>
    </message>
    <message>
        <source>Streaming</source>
        <translation>正在接收</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>At its end</source>
        <translation>已到末尾</translation>
    </message>
    <message>
        <source>Stalled</source>
        <translation>已停滞</translation>
    </message>
    <message>
        <source>Lost · next try in %1 s</source>
        <translation>已断开 · %1 秒后重试</translation>
    </message>
    <message>
        <source>Reconnecting…</source>
        <translation>正在重新连接…</translation>
    </message>
    <message>
        <source>Cannot be opened</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>已冻结</translation>
    </message>
    <message>
        <source>%1 fps</source>
        <translation>%1 fps</translation>
    </message>
    <message>
        <source>%1 pictures a second arrive</source>
        <translation>每秒收到 %1 幅图像</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 ms from the arrival of a picture until it is on the screen</source>
        <translation>图像从到达至显示在屏幕上用时 %1 毫秒</translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <translation>丢弃 %1</translation>
    </message>
    <message>
        <source>%1 never came from the source, %2 were replaced by a newer one before they could be shown</source>
        <translation>源未送达 %1 帧，另有 %2 帧在显示之前被更新的帧替换</translation>
    </message>
    <message>
        <source>%1 unreadable</source>
        <translation>无法读取 %1</translation>
    </message>
    <message>
        <source>focal length %1, %2 px; principal point %3, %4 px</source>
        <translation>焦距 %1, %2 px；主点 %3, %4 px</translation>
    </message>
    <message>
        <source>one step of depth is %1 mm</source>
        <translation>深度单位为 %1 mm</translation>
    </message>
    <message>
        <source>The depth is of another sensor, and is put into the colour picture here.</source>
        <translation>深度来自另一个传感器，已在此对齐到彩色图。</translation>
    </message>
    <message>
        <source>%1 · %2 ago</source>
        <translation>%1 · %2前</translation>
    </message>
    <message>
        <source>Not shown · Space shows it</source>
        <translation>未显示 · 按空格键显示</translation>
    </message>
    <message>
        <source>Does not answer</source>
        <translation>没有响应</translation>
    </message>
    <message>
        <source>%1 skipped</source>
        <translation>跳过 %1</translation>
    </message>
    <message>
        <source>%1 were passed over to keep up with the speed; nothing is missing in the recording</source>
        <translation>为跟上播放速度跳过了 %1 帧；录制本身没有缺失</translation>
    </message>
    <message>
        <source>%1 does not answer. Unplug it and plug it in again, or stop it and choose another one.</source>
        <translation>%1 没有响应。请拔下后重新插入，或停止它并选择其他相机。</translation>
    </message>
</context>
<context>
    <name>tracestudio::CaptureKeeping</name>
    <message>
        <source>This folder holds other things. Choose a benchmark folder, or one that is empty or yet to be made.</source>
        <translation>此文件夹中有其他内容。请选择基准文件夹、空文件夹或尚未创建的文件夹。</translation>
    </message>
    <message>
        <source>Saved as sample %1 of %2.</source>
        <translation>已保存为 %2 的样本 %1。</translation>
    </message>
    <message>
        <source>Folder that recordings go to</source>
        <translation>存放录制的文件夹</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>正在开始</translation>
    </message>
    <message numerus="yes">
        <source>%n recorded</source>
        <translation>
            <numerusform>已录制 %n 帧</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n dropped</source>
        <translation>
            <numerusform>丢弃 %n 帧</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) recorded in %1.</source>
        <translation>
            <numerusform>已将 %n 帧录制到 %1。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) dropped: the disk could not keep up.</source>
        <translation>
            <numerusform>丢弃了 %n 帧：磁盘跟不上。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::CapturePanel</name>
    <message>
        <source>Capture</source>
        <translation>采集</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Hold this frame in both views, to look around in it, ask about it or save it (Space)</source>
        <translation>在两个视图中保持此帧，以便查看、提问或保存 (Space)</translation>
    </message>
    <message>
        <source>Save as sample…</source>
        <translation>存为样本…</translation>
    </message>
    <message>
        <source>Keep this frame as a sample: picture, depth, camera and instruction, to be annotated</source>
        <translation>将此帧保存为待标注的样本：图像、深度、相机和指令</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Ask the instruction again on the newest frame whenever the model is free</source>
        <translation>模型一空闲，就对最新的帧再次提出该指令</translation>
    </message>
    <message>
        <source>Carry over</source>
        <translation>沿用</translation>
    </message>
    <message>
        <source>Draw the last trace into the live picture, only while the camera has not moved: most of the depth is where it was when the model was asked</source>
        <translation>将上一条轨迹画到实时图像中，仅限相机未移动时：大部分深度仍与提问时相同</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>What is recorded, and how often</source>
        <translation>录制什么，以及多久一次</translation>
    </message>
    <message>
        <source>As benchmark samples</source>
        <translation>作为基准样本</translation>
    </message>
    <message>
        <source>A folder that opens here like any other, and takes instructions</source>
        <translation>与其他基准文件夹一样可在此打开，并可写入指令</translation>
    </message>
    <message>
        <source>As a TUM folder</source>
        <translation>作为 TUM 文件夹</translation>
    </message>
    <message>
        <source>rgb.txt and depth.txt with the pictures they name: a recording for other programs</source>
        <translation>rgb.txt、depth.txt 及其列出的图像：供其他程序使用的录制</translation>
    </message>
    <message>
        <source>Every %1 s</source>
        <translation>每 %1 秒</translation>
    </message>
    <message>
        <source>Every frame</source>
        <translation>每一帧</translation>
    </message>
    <message>
        <source>No camera is plugged in</source>
        <translation>没有插入相机</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Open a recording…</source>
        <translation>打开录制文件…</translation>
    </message>
    <message>
        <source>Open a folder of pictures…</source>
        <translation>打开图像文件夹…</translation>
    </message>
    <message>
        <source>Choose a source</source>
        <translation>选择源</translation>
    </message>
    <message>
        <source>The camera or recording that is shown</source>
        <translation>所显示的相机或录制</translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation>源：%1</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Let go of the source; its last picture stays</source>
        <translation>释放源；保留其最后一幅图像</translation>
    </message>
    <message>
        <source>Show what the source sends</source>
        <translation>显示源发来的内容</translation>
    </message>
    <message>
        <source>Choose a camera or a recording first</source>
        <translation>请先选择相机或录制</translation>
    </message>
    <message>
        <source>End the recording</source>
        <translation>结束录制</translation>
    </message>
    <message>
        <source>Write the frames to a folder as they come (%1 · %2)</source>
        <translation>将收到的帧写入文件夹（%1 · %2）</translation>
    </message>
    <message>
        <source>Stop recording</source>
        <translation>停止录制</translation>
    </message>
    <message>
        <source>Stop source</source>
        <translation>停止源</translation>
    </message>
</context>
<context>
    <name>tracestudio::CloudEditor</name>
    <message>
        <source>Move waypoint %1</source>
        <translation>移动路径点 %1</translation>
    </message>
    <message>
        <source>Insert waypoint %1</source>
        <translation>插入路径点 %1</translation>
    </message>
    <message>
        <source>Turn box</source>
        <translation>旋转目标框</translation>
    </message>
    <message>
        <source>Resize box</source>
        <translation>调整目标框尺寸</translation>
    </message>
    <message>
        <source>Move box</source>
        <translation>移动目标框</translation>
    </message>
    <message>
        <source>Fit box</source>
        <translation>拟合目标框</translation>
    </message>
    <message>
        <source>Put box</source>
        <translation>放置目标框</translation>
    </message>
    <message>
        <source>%1°</source>
        <translation>%1°</translation>
    </message>
    <message>
        <source>%1 × %2 × %3 m</source>
        <translation>%1 × %2 × %3 m</translation>
    </message>
    <message>
        <source>moved %1 m</source>
        <translation>移动 %1 m</translation>
    </message>
    <message>
        <source>(%1, %2, %3) m · moved %4 m</source>
        <translation>(%1, %2, %3) m · 移动 %4 m</translation>
    </message>
    <message>
        <source>Add waypoint %1</source>
        <translation>添加路径点 %1</translation>
    </message>
    <message>
        <source>Delete waypoint %1</source>
        <translation>删除路径点 %1</translation>
    </message>
</context>
<context>
    <name>tracestudio::CloudView</name>
    <message>
        <source>%1k</source>
        <translation>%1k</translation>
    </message>
    <message>
        <source>%1M</source>
        <translation>%1M</translation>
    </message>
    <message>
        <source>Cloud</source>
        <translation>点云</translation>
    </message>
    <message>
        <source>The sample&apos;s point cloud with its traces in space</source>
        <translation>样本的点云及空间中的轨迹</translation>
    </message>
    <message>
        <source>No sample to show.</source>
        <translation>没有可显示的样本。</translation>
    </message>
    <message>
        <source>No cloud: the depth picture holds no reading between 0 and 15 m.</source>
        <translation>没有点云：深度图中没有 0 到 15 m 之间的读数。</translation>
    </message>
    <message>
        <source>No cloud: %1</source>
        <translation>没有点云：%1</translation>
    </message>
    <message>
        <source>No cloud: this sample has no depth picture.</source>
        <translation>没有点云：此样本没有深度图。</translation>
    </message>
    <message>
        <source>No cloud: the intrinsics of this sample&apos;s camera are not usable.</source>
        <translation>没有点云：此样本的相机内参不可用。</translation>
    </message>
    <message>
        <source>Cloud · %1 points</source>
        <translation>点云 · %1 个点</translation>
    </message>
    <message>
        <source> · orthographic</source>
        <translation> · 正交</translation>
    </message>
    <message>
        <source>%1, %2 px</source>
        <translation>%1, %2 px</translation>
    </message>
    <message>
        <source> · %1 m · (%2, %3, %4) m</source>
        <translation> · %1 m · (%2, %3, %4) m</translation>
    </message>
    <message>
        <source> · no depth</source>
        <translation> · 无深度</translation>
    </message>
    <message>
        <source>%1 · waypoint %2</source>
        <translation>%1 · 路径点 %2</translation>
    </message>
</context>
<context>
    <name>tracestudio::ColourButton</name>
    <message>
        <source>Colour of %1</source>
        <translation>%1 的颜色</translation>
    </message>
</context>
<context>
    <name>tracestudio::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>Type a command, or #42 for a sample</source>
        <translation>输入命令，或用 #42 跳到样本</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Type the number of a sample</source>
        <translation>输入样本编号</translation>
    </message>
    <message>
        <source>Go to sample %1</source>
        <translation>转到样本 %1</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>No command matches</source>
        <translation>没有匹配的命令</translation>
    </message>
</context>
<context>
    <name>tracestudio::DatasetEditor</name>
    <message>
        <source>Open a dataset, or make a new one, to annotate.</source>
        <translation>要标注，请打开或新建数据集。</translation>
    </message>
    <message>
        <source>This is a camera&apos;s picture. Save it as a sample first.</source>
        <translation>这是相机的图像。请先将其存为样本。</translation>
    </message>
    <message>
        <source>Only answers are open. Open the dataset that they are about.</source>
        <translation>只打开了回答。请打开这些回答所属的数据集。</translation>
    </message>
    <message>
        <source>No sample is shown.</source>
        <translation>没有显示样本。</translation>
    </message>
    <message>
        <source>The row of this sample cannot be read. Correct it in the file first.</source>
        <translation>无法读取此样本的行。请先在文件中更正。</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Delete sample %1</source>
        <translation>删除样本 %1</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n sample(s)</source>
        <translation>
            <numerusform>删除 %n 个样本</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) stay: their rows cannot be read. Correct the file.</source>
        <translation>
            <numerusform>%n 个样本保留：其行无法读取。请修正文件。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::DatasetReportDialog</name>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Copy the list</source>
        <translation>复制列表</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Looking at every sample…</source>
        <translation>正在查看每个样本…</translation>
    </message>
</context>
<context>
    <name>tracestudio::Document</name>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>No further sample without a mark in this list.</source>
        <translation>此列表后面没有未标记的样本了。</translation>
    </message>
    <message>
        <source>No earlier sample without a mark in this list.</source>
        <translation>此列表前面没有未标记的样本了。</translation>
    </message>
    <message>
        <source>There is no sample %1 in this dataset.</source>
        <translation>此数据集中没有样本 %1。</translation>
    </message>
    <message>
        <source>Scoring %1</source>
        <translation>正在评分 %1</translation>
    </message>
    <message>
        <source>Scoring was cancelled. Reload (F5) to score.</source>
        <translation>评分已取消。重新加载 (F5) 即可评分。</translation>
    </message>
    <message>
        <source>Opening was cancelled.</source>
        <translation>已取消打开。</translation>
    </message>
    <message>
        <source>%1 unreadable lines</source>
        <translation>%1 行无法读取</translation>
    </message>
    <message>
        <source>%1 repeated answers</source>
        <translation>%1 个重复的回答</translation>
    </message>
    <message>
        <source>%1 answers to samples that are not here</source>
        <translation>%1 个回答所属的样本不在此处</translation>
    </message>
    <message>
        <source>%1 samples without an answer</source>
        <translation>%1 个样本没有回答</translation>
    </message>
    <message>
        <source>None of the answers of %1 belongs to this dataset. Open the folder that they are about.</source>
        <translation>%1 的回答都不属于此数据集。请打开它们所属的文件夹。</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1：%2。</translation>
    </message>
</context>
<context>
    <name>tracestudio::EditKeeping</name>
    <message>
        <source>Edits in %1 were not saved. They are kept and come back when it is opened again.</source>
        <translation>%1 中的编辑未保存。编辑已保留，重新打开时会恢复。</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>重新打开</translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) are shown as annotated in %1.</source>
        <translation>
            <numerusform>%n 个样本按 %1 中的标注显示。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unsaved edits of %n sample(s) were found. Some of them were made before the dataset was changed.</source>
        <translation>
            <numerusform>找到 %n 个样本的未保存编辑。其中一些是在数据集更改之前所做的。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unsaved edits of %n sample(s) were found; the program ended before they were saved.</source>
        <translation>
            <numerusform>找到 %n 个样本的未保存编辑；程序在保存之前已结束。</numerusform>
        </translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Restore unsaved edits</source>
        <translation>恢复未保存的编辑</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>已保存。</translation>
    </message>
    <message>
        <source>This dataset cannot be written, so your annotations are kept in %1.</source>
        <translation>此数据集无法写入，因此标注保存在 %1。</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>另存副本…</translation>
    </message>
    <message>
        <source>%1 was changed by another program. Reload to see what is new; edits that are not saved stay.</source>
        <translation>%1 已被其他程序更改。重新加载即可查看新内容；未保存的编辑会保留。</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>Annotations kept beside the dataset</source>
        <translation>保存在数据集之外的标注</translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s) were annotated in %1. Save to have them in the dataset.</source>
        <translation>
            <numerusform>%n 个样本曾在 %1 中标注。保存即可写入数据集。</numerusform>
        </translation>
    </message>
    <message>
        <source>There is nothing to save.</source>
        <translation>没有要保存的内容。</translation>
    </message>
    <message>
        <source>Unsaved edits are kept against a crash again.</source>
        <translation>未保存的编辑现已重新保留，以防崩溃。</translation>
    </message>
    <message>
        <source>Another copy is still being saved. Wait for it, or cancel it.</source>
        <translation>另一个副本仍在保存。请等待其完成，或将其取消。</translation>
    </message>
    <message>
        <source>%1 is no longer there. Edits that are not saved stay here: put it back, then save.</source>
        <translation>%1 已不存在。未保存的编辑会保留在此处：请将其放回原处，然后保存。</translation>
    </message>
</context>
<context>
    <name>tracestudio::EditTools</name>
    <message>
        <source>Trace</source>
        <translation>轨迹</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>目标框</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>Draw the trace in the views (1)</source>
        <translation>在视图中绘制轨迹 (1)</translation>
    </message>
    <message>
        <source>Draw the destination box in the views (2)</source>
        <translation>在视图中绘制目标框 (2)</translation>
    </message>
    <message>
        <source>Draw the object&apos;s mask in the picture (3)</source>
        <translation>在图像中绘制物体掩码 (3)</translation>
    </message>
    <message>
        <source>Reverse</source>
        <translation>反转</translation>
    </message>
    <message>
        <source>From its end to its start</source>
        <translation>改为从终点到起点</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Draw each waypoint towards its neighbours</source>
        <translation>将每个路径点拉向相邻的路径点</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Remove all waypoints</source>
        <translation>移除所有路径点</translation>
    </message>
    <message>
        <source>Resample to</source>
        <translation>重采样为</translation>
    </message>
    <message>
        <source>So many waypoints, equally far apart along the trace</source>
        <translation>这么多个路径点，沿轨迹等距分布</translation>
    </message>
    <message>
        <source>Number of waypoints</source>
        <translation>路径点个数</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Begin with the trace of a model&apos;s answer</source>
        <translation>从模型回答的轨迹开始</translation>
    </message>
    <message>
        <source>Looking for a path …</source>
        <translation>正在寻找路径…</translation>
    </message>
    <message>
        <source>Upright</source>
        <translation>扶正</translation>
    </message>
    <message>
        <source>Stand it on the ground, by as small a turn as can be, with its sides at right angles</source>
        <translation>以尽可能小的转动使其立在地面上，各边互成直角</translation>
    </message>
    <message>
        <source>Remove the box</source>
        <translation>移除目标框</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮擦</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>区域生长</translation>
    </message>
    <message>
        <source>Paint the object</source>
        <translation>涂出物体</translation>
    </message>
    <message>
        <source>Wipe away what is not the object</source>
        <translation>擦去不属于物体的部分</translation>
    </message>
    <message>
        <source>Draw around the object, corner by corner</source>
        <translation>围绕物体逐个顶点绘制</translation>
    </message>
    <message>
        <source>Draw a rectangle around the object; the object in it is found by its colours (GrabCut)</source>
        <translation>围绕物体画矩形；按颜色找出其中的物体 (GrabCut)</translation>
    </message>
    <message>
        <source>Take the whole surface that is clicked, by its depth</source>
        <translation>按深度选取所单击的整个表面</translation>
    </message>
    <message>
        <source>Radius, px</source>
        <translation>半径，px</translation>
    </message>
    <message>
        <source>Radius</source>
        <translation>半径</translation>
    </message>
    <message>
        <source>Of the brush, in pixels of the picture ([ and ])</source>
        <translation>画笔的半径，以图像像素为单位 ([ 和 ])</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>填充孔洞</translation>
    </message>
    <message>
        <source>What the mask encloses becomes part of it</source>
        <translation>掩码所包围的区域成为其一部分</translation>
    </message>
    <message>
        <source>Largest part</source>
        <translation>最大部分</translation>
    </message>
    <message>
        <source>Remove all but the largest part</source>
        <translation>移除最大部分以外的所有部分</translation>
    </message>
    <message>
        <source>Remove the whole mask</source>
        <translation>移除整个掩码</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Plan for me</source>
        <translation>自动规划</translation>
    </message>
    <message>
        <source>Stop looking for a path</source>
        <translation>停止寻找路径</translation>
    </message>
    <message>
        <source>Find a path from the object into the box that is free of collisions</source>
        <translation>寻找从物体到目标框内的无碰撞路径</translation>
    </message>
    <message>
        <source>Choose what to draw in the views. All can be typed below as well.</source>
        <translation>选择要在视图中绘制的内容。也都可以在下方输入。</translation>
    </message>
    <message>
        <source>Drag paints, with Shift it wipes away. Alt+wheel, [ or ] change the brush.</source>
        <translation>拖动涂画，按住 Shift 则擦除。Alt+滚轮、[ 或 ] 改变画笔大小。</translation>
    </message>
    <message>
        <source>Drag wipes away. Alt+wheel, [ or ] change the eraser.</source>
        <translation>拖动擦除。Alt+滚轮、[ 或 ] 改变橡皮擦大小。</translation>
    </message>
    <message>
        <source>Click corner by corner; Enter or a double click closes, Backspace takes the last corner back, Esc leaves. With Shift it cuts away.</source>
        <translation>逐个单击顶点；Enter 或双击闭合，Backspace 撤回上一个顶点，Esc 退出。按住 Shift 则切去。</translation>
    </message>
    <message>
        <source>Drag a rectangle around the object. What is painted already counts as object.</source>
        <translation>围绕物体拖出矩形。已涂的部分算作物体。</translation>
    </message>
    <message>
        <source>Click on the object: its surface is taken as far as the depth goes on. With Shift it is taken away.</source>
        <translation>单击物体：选取其表面，直到深度不再连续处。按住 Shift 则去掉。</translation>
    </message>
    <message>
        <source>Click adds a waypoint at the end, on a segment in between. Drag moves it, with Ctrl along the surface, with the wheel (in the picture with Alt as well) nearer and farther. Arrow keys nudge, Delete removes.</source>
        <translation>单击在末尾添加路径点，在线段上单击则插入其间。拖动可移动，按住 Ctrl 沿表面移动，用滚轮（图像中也可按住 Alt）移近移远。方向键微移，Delete 删除。</translation>
    </message>
    <message>
        <source>Drag a rectangle around the place to fit a box. Drag the box to move it, a face to size it, a ring to turn it. In the picture Ctrl keeps it on the ground, Alt or Alt+wheel moves it nearer and farther. Shift+drag fits it anew.</source>
        <translation>在该处拖出矩形以拟合目标框。拖动框移动，拖动面调整大小，拖动圆环旋转。图像中按住 Ctrl 保持在地面上，Alt 或 Alt+滚轮移近移远。Shift+拖动重新拟合。</translation>
    </message>
</context>
<context>
    <name>tracestudio::FigureComposer</name>
    <message>
        <source>Figure</source>
        <translation>插图</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>Drag over the part of the picture to keep</source>
        <translation>在图像上拖动，框出要保留的部分</translation>
    </message>
    <message>
        <source>Inset</source>
        <translation>局部放大</translation>
    </message>
    <message>
        <source>Drag over a part of the picture to show it enlarged</source>
        <translation>在图像上拖动，框出要放大显示的部分</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back the last change (Ctrl+Z)</source>
        <translation>撤销上一次更改 (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Make it again (Ctrl+Shift+Z)</source>
        <translation>恢复所撤销的更改 (Ctrl+Shift+Z)</translation>
    </message>
    <message>
        <source>Smaller (Ctrl+−)</source>
        <translation>缩小 (Ctrl+−)</translation>
    </message>
    <message>
        <source>Real size (Ctrl+0)</source>
        <translation>实际大小 (Ctrl+0)</translation>
    </message>
    <message>
        <source>Larger (Ctrl++)</source>
        <translation>放大 (Ctrl++)</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Show all of the figure (Ctrl+F)</source>
        <translation>显示整幅插图 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Drawing…</source>
        <translation>正在绘制…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop; files that are finished stay (Esc)</source>
        <translation>停止；已完成的文件会保留 (Esc)</translation>
    </message>
    <message>
        <source>Film…</source>
        <translation>视频…</translation>
    </message>
    <message>
        <source>A turntable of the cloud, or a sweep along the trace</source>
        <translation>点云的转台旋转，或沿轨迹的扫掠</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Put the figure on the clipboard (Ctrl+Shift+C)</source>
        <translation>将插图放到剪贴板 (Ctrl+Shift+C)</translation>
    </message>
    <message>
        <source>Export again</source>
        <translation>再次导出</translation>
    </message>
    <message>
        <source>Write the same files as last time (Ctrl+E)</source>
        <translation>写出与上次相同的文件 (Ctrl+E)</translation>
    </message>
    <message>
        <source>Each sample…</source>
        <translation>逐个样本…</translation>
    </message>
    <message>
        <source>A file for each of the samples</source>
        <translation>每个样本一个文件</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Write the figure to a file (Ctrl+S)</source>
        <translation>将插图写入文件 (Ctrl+S)</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Zoom: %1</source>
        <translation>缩放：%1</translation>
    </message>
    <message>
        <source>%1 × %2 in · %3 × %4 px · PNG at %5 dpi</source>
        <translation>%1 × %2 英寸 · %3 × %4 px · PNG 为 %5 dpi</translation>
    </message>
</context>
<context>
    <name>tracestudio::FigureController</name>
    <message>
        <source>There is no sample to show. Open a benchmark folder.</source>
        <translation>没有可显示的样本。请打开基准文件夹。</translation>
    </message>
    <message>
        <source>Draw the rectangle on a picture.</source>
        <translation>请在图像上画矩形。</translation>
    </message>
    <message>
        <source>That is too small. Draw a larger rectangle.</source>
        <translation>矩形太小。请画大一些。</translation>
    </message>
    <message>
        <source>Export the figure</source>
        <translation>导出插图</translation>
    </message>
    <message>
        <source>Write the film</source>
        <translation>写出视频</translation>
    </message>
    <message>
        <source>Writing %1</source>
        <translation>正在写入 %1</translation>
    </message>
    <message>
        <source>Filming %1</source>
        <translation>正在制作视频 %1</translation>
    </message>
    <message>
        <source>%1 was written.</source>
        <translation>已写入 %1。</translation>
    </message>
    <message numerus="yes">
        <source>%n figure(s) were written to %1.</source>
        <translation>
            <numerusform>已将 %n 幅插图写入 %1。</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancelled. What was written before stays; nothing is half written.</source>
        <translation>已取消。此前写出的文件会保留；没有只写了一半的文件。</translation>
    </message>
    <message>
        <source>The figure was copied: %1 × %2 pixels, and as SVG.</source>
        <translation>已复制插图：%1 × %2 像素，并附 SVG。</translation>
    </message>
    <message>
        <source>The style %1 cannot be read. Save it anew.</source>
        <translation>无法读取样式 %1。请重新保存。</translation>
    </message>
    <message>
        <source>The preview shows the first %1 of %2 samples; all of them are exported.</source>
        <translation>预览显示前 %1 个样本，共 %2 个；导出时包含全部样本。</translation>
    </message>
    <message>
        <source>PDF: lines and letters (*.pdf)</source>
        <translation>PDF：线条和文字 (*.pdf)</translation>
    </message>
    <message>
        <source>SVG: lines and letters (*.svg)</source>
        <translation>SVG：线条和文字 (*.svg)</translation>
    </message>
    <message>
        <source>PNG: pixels (*.png)</source>
        <translation>PNG：像素 (*.png)</translation>
    </message>
    <message>
        <source>A film is of one sample. Choose this sample for the figure.</source>
        <translation>一个视频只能展示一个样本。请将插图的内容设为“当前样本”。</translation>
    </message>
    <message>
        <source>Writing figures</source>
        <translation>正在写入插图</translation>
    </message>
</context>
<context>
    <name>tracestudio::FigureEachDialog</name>
    <message>
        <source>A figure for each sample</source>
        <translation>每个样本一幅插图</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Folder for the figures</source>
        <translation>存放插图的文件夹</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>{id}, {step}: of the sample. {model}, {verdict}: a figure for each answer. {ext}: the format&apos;s ending</source>
        <translation>{id}、{step}：样本的编号和步数。{model}、{verdict}：每个回答一幅插图。{ext}：格式的扩展名</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Replace files that are there</source>
        <translation>替换已有的文件</translation>
    </message>
    <message>
        <source>Choose where the figures go.</source>
        <translation>请选择插图写到哪里。</translation>
    </message>
    <message>
        <source>The names need {id}, {model}, {verdict} or {step}, to be told apart.</source>
        <translation>文件名中须有 {id}、{model}、{verdict} 或 {step}，以便区分。</translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s), such as %1</source>
        <translation>
            <numerusform>%n 个样本，例如 %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::FigureForm</name>
    <message>
        <source>Options of the figure</source>
        <translation>插图选项</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>样式</translation>
    </message>
    <message>
        <source>Lines, colours and letters</source>
        <translation>线条、颜色和文字</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>This sample</source>
        <translation>当前样本</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Cloud</source>
        <translation>点云</translation>
    </message>
    <message>
        <source>Picture and cloud</source>
        <translation>图像和点云</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>子图</translation>
    </message>
    <message>
        <source>One for all answers</source>
        <translation>所有回答共用一个</translation>
    </message>
    <message>
        <source>One an answer</source>
        <translation>每个回答一个</translation>
    </message>
    <message>
        <source>Whether the answers to a sample are drawn over one another or side by side</source>
        <translation>对同一样本的各个回答是叠加绘制还是并排绘制</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列数</translation>
    </message>
    <message>
        <source>as fits</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Samples side by side, or panels of one sample</source>
        <translation>并排的样本数，或同一样本的子图数</translation>
    </message>
    <message>
        <source>Ghosts</source>
        <translation>残影</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Faded copies of the object along each answer, in picture and cloud</source>
        <translation>沿每个回答显示物体的淡化副本，图像和点云中都有</translation>
    </message>
    <message>
        <source>As in the window</source>
        <translation>与窗口相同</translation>
    </message>
    <message>
        <source>Ego</source>
        <translation>相机视角</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>俯视</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>侧视</translation>
    </message>
    <message>
        <source>Most telling</source>
        <translation>最清楚</translation>
    </message>
    <message>
        <source>By angle</source>
        <translation>按角度</translation>
    </message>
    <message>
        <source>As the window shows the cloud now; choose it again after turning the cloud there</source>
        <translation>与窗口中点云当前的视角相同；在窗口中转动点云后，请重新选择此项</translation>
    </message>
    <message>
        <source>As the camera that took the picture</source>
        <translation>与拍摄图像的相机相同</translation>
    </message>
    <message>
        <source>Straight down</source>
        <translation>竖直向下</translation>
    </message>
    <message>
        <source>Level, from the right of the camera that took the picture</source>
        <translation>水平，从拍摄图像的相机的右侧</translation>
    </message>
    <message>
        <source>Where the first failing waypoint, the object and the destination are seen best</source>
        <translation>最能看清第一个失败的路径点、物体和目的地的角度</translation>
    </message>
    <message>
        <source>By the angles and the distance given here</source>
        <translation>按此处给出的角度和距离</translation>
    </message>
    <message>
        <source>Where the cloud is looked at from</source>
        <translation>从哪里观看点云</translation>
    </message>
    <message>
        <source>Cloud seen from</source>
        <translation>点云视角</translation>
    </message>
    <message>
        <source>Azimuth</source>
        <translation>方位角</translation>
    </message>
    <message>
        <source>°</source>
        <translation>°</translation>
    </message>
    <message>
        <source>About the vertical; 0 looks as the capturing camera does, positive from its right</source>
        <translation>绕竖直轴；0 与采集相机方向相同，正值为从其右侧</translation>
    </message>
    <message>
        <source>Elevation</source>
        <translation>高度角</translation>
    </message>
    <message>
        <source>Above the level</source>
        <translation>高出水平面的角度</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source> m</source>
        <translation> m</translation>
    </message>
    <message>
        <source>as needed</source>
        <translation>按需</translation>
    </message>
    <message>
        <source>To the middle of the scene; else so that all of it is seen</source>
        <translation>到场景中心的距离；按需时以能看到整个场景为准</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>One column, 3.25 in</source>
        <translation>单栏，3.25 英寸</translation>
    </message>
    <message>
        <source>Two columns, 6.875 in</source>
        <translation>双栏，6.875 英寸</translation>
    </message>
    <message>
        <source>Slide, 16:9</source>
        <translation>幻灯片，16:9</translation>
    </message>
    <message>
        <source>Own</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Width, height and how large letters and lines are</source>
        <translation>宽度、高度以及文字和线条的大小</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source> in</source>
        <translation> 英寸</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>分辨率</translation>
    </message>
    <message>
        <source> dpi</source>
        <translation> dpi</translation>
    </message>
    <message>
        <source>Of a PNG as a whole, and of pictures and clouds in SVG and PDF</source>
        <translation>整个 PNG 的分辨率，以及 SVG 和 PDF 中图像和点云的分辨率</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>White</source>
        <translation>白色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Transparent</source>
        <translation>透明</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Above the figure</source>
        <translation>位于插图上方</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>What was asked, under its sample</source>
        <translation>向模型提出的指令，位于样本下方</translation>
    </message>
    <message>
        <source>Ground truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>The annotated trace</source>
        <translation>标注的轨迹</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <source>What the lines and marks mean</source>
        <translation>线条和标记的含义</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>The mask of what is to be moved</source>
        <translation>要移动的物体的掩码</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>How each answer was judged</source>
        <translation>每个回答的判定结果</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>目的地</translation>
    </message>
    <message>
        <source>The box it is to be moved to</source>
        <translation>物体要移到的框</translation>
    </message>
    <message>
        <source>Panel letters</source>
        <translation>子图字母</translation>
    </message>
    <message>
        <source>(a), (b) … above the panels</source>
        <translation>子图上方的 (a)、(b) …</translation>
    </message>
    <message>
        <source>Scale bar</source>
        <translation>比例尺</translation>
    </message>
    <message>
        <source>A length in metres, on the cloud</source>
        <translation>点云上以米为单位的长度</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>How many steps the sample&apos;s task has</source>
        <translation>样本的任务有多少步</translation>
    </message>
    <message>
        <source>Shows</source>
        <translation>显示内容</translation>
    </message>
    <message>
        <source>The picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Its depth</source>
        <translation>图像的深度</translation>
    </message>
    <message>
        <source>Both, blended</source>
        <translation>两者混合</translation>
    </message>
    <message>
        <source>%1 × %2 px at %3, %4</source>
        <translation>%1 × %2 px，位于 %3, %4</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>裁剪</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>显示整幅图像</translation>
    </message>
    <message>
        <source>Inset</source>
        <translation>局部放大</translation>
    </message>
    <message>
        <source>Remove the inset</source>
        <translation>移除局部放大</translation>
    </message>
    <message>
        <source> times</source>
        <translation> 倍</translation>
    </message>
    <message>
        <source>Magnification</source>
        <translation>放大倍数</translation>
    </message>
    <message>
        <source>Upper left</source>
        <translation>左上</translation>
    </message>
    <message>
        <source>Upper right</source>
        <translation>右上</translation>
    </message>
    <message>
        <source>Lower left</source>
        <translation>左下</translation>
    </message>
    <message>
        <source>Lower right</source>
        <translation>右下</translation>
    </message>
    <message>
        <source>Corner</source>
        <translation>所在角</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>点的着色</translation>
    </message>
    <message>
        <source>As in the picture</source>
        <translation>按图像</translation>
    </message>
    <message>
        <source>By depth</source>
        <translation>按深度</translation>
    </message>
    <message>
        <source>By height</source>
        <translation>按高度</translation>
    </message>
    <message>
        <source>Hidden lines</source>
        <translation>被遮挡的线</translation>
    </message>
    <message>
        <source>Faded</source>
        <translation>淡化</translation>
    </message>
    <message>
        <source>Dashed</source>
        <translation>虚线</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>略去</translation>
    </message>
    <message>
        <source>Always on top</source>
        <translation>始终在最上层</translation>
    </message>
    <message>
        <source>What becomes of the parts of a line that the cloud hides</source>
        <translation>线条被点云遮挡的部分如何显示</translation>
    </message>
    <message>
        <source>Shading</source>
        <translation>明暗</translation>
    </message>
    <message>
        <source>Edges between near and far points are darkened</source>
        <translation>加深远近点之间的边缘</translation>
    </message>
    <message>
        <source>Selected samples (%1)</source>
        <translation>选中的样本（%1）</translation>
    </message>
    <message>
        <source>Filtered samples (%1)</source>
        <translation>筛选出的样本（%1）</translation>
    </message>
    <message>
        <source>Reopenable</source>
        <translation>可重新打开</translation>
    </message>
    <message>
        <source>Keep in the file what it was made from: paths, answers and these options. Off for blind review</source>
        <translation>在文件中保存制作信息：路径、回答和这些选项。匿名评审时请关闭</translation>
    </message>
    <message>
        <source>Where it hides least</source>
        <translation>遮挡最少处</translation>
    </message>
</context>
<context>
    <name>tracestudio::FigureList</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>tracestudio::FigureOpening</name>
    <message>
        <source>%1 does not say what it was made from. Only figures that TraceStudio wrote can be opened again.</source>
        <translation>%1 没有记录其制作信息。只有由 TraceStudio 写出的插图才能重新打开。</translation>
    </message>
    <message>
        <source>None of the samples of %1 is in %2 any more.</source>
        <translation>%1 的样本都已不在 %2 中。</translation>
    </message>
    <message>
        <source>in the figure</source>
        <translation>插图中</translation>
    </message>
</context>
<context>
    <name>tracestudio::FigurePreview</name>
    <message>
        <source>Preview of the figure</source>
        <translation>插图预览</translation>
    </message>
    <message>
        <source>Drag over the part of the picture to keep · Esc leaves</source>
        <translation>在图像上拖动，框出要保留的部分 · Esc 退出</translation>
    </message>
    <message>
        <source>Drag over the part of the picture to enlarge · Esc leaves</source>
        <translation>在图像上拖动，框出要放大的部分 · Esc 退出</translation>
    </message>
</context>
<context>
    <name>tracestudio::FigureStyleGroups</name>
    <message>
        <source>Lines, nodes, colours and letters; choose a style again to forget what was changed in it</source>
        <translation>线条、节点、颜色和文字；重新选择样式即放弃对它的更改</translation>
    </message>
    <message>
        <source>Style</source>
        <translation>样式</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Keep lines, nodes, colours and letters as a style of your own</source>
        <translation>将线条、节点、颜色和文字保存为自定义样式</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove this style of your own</source>
        <translation>移除此自定义样式</translation>
    </message>
    <message>
        <source>RoboTracer</source>
        <translation>RoboTracer</translation>
    </message>
    <message>
        <source>Benchmark</source>
        <translation>基准</translation>
    </message>
    <message>
        <source>Plain</source>
        <translation>简洁</translation>
    </message>
    <message>
        <source>As in the window</source>
        <translation>与窗口相同</translation>
    </message>
    <message>
        <source>%1, changed</source>
        <translation>%1（已改）</translation>
    </message>
    <message>
        <source>My style</source>
        <translation>我的样式</translation>
    </message>
    <message>
        <source>Traces</source>
        <translation>轨迹</translation>
    </message>
    <message>
        <source>From start to end</source>
        <translation>从起点到终点</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>按模型</translation>
    </message>
    <message>
        <source>Start to end</source>
        <translation>起点到终点</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Ground truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>目的地</translation>
    </message>
    <message>
        <source>Failure</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Traces&apos; width</source>
        <translation>轨迹线宽</translation>
    </message>
    <message>
        <source> pt</source>
        <translation> pt</translation>
    </message>
    <message>
        <source>Truth&apos;s width</source>
        <translation>真值线宽</translation>
    </message>
    <message>
        <source>Box&apos;s width</source>
        <translation>目标框线宽</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Numbered</source>
        <translation>带编号</translation>
    </message>
    <message>
        <source>Shapes</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Dots</source>
        <translation>圆点</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Nodes&apos; radius</source>
        <translation>节点半径</translation>
    </message>
    <message>
        <source>Filled</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Outlined</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Smooth traces</source>
        <translation>平滑轨迹</translation>
    </message>
    <message>
        <source>A curve through the waypoints instead of straight lines</source>
        <translation>用经过路径点的曲线代替直线</translation>
    </message>
    <message>
        <source>Light rim</source>
        <translation>浅色描边</translation>
    </message>
    <message>
        <source>Keeps lines apart from any picture</source>
        <translation>使线条在任何图像上都清晰可辨</translation>
    </message>
    <message>
        <source>Dashed truth</source>
        <translation>真值用虚线</translation>
    </message>
    <message>
        <source>Else ground truth is drawn like an answer</source>
        <translation>否则真值的画法与回答相同</translation>
    </message>
    <message>
        <source>Dashes by model</source>
        <translation>按模型区分虚线</translation>
    </message>
    <message>
        <source>For readers who see no colours</source>
        <translation>供无法辨色的读者使用</translation>
    </message>
    <message>
        <source>Ring failures</source>
        <translation>圈出失败</translation>
    </message>
    <message>
        <source>A ring around the waypoints that fail</source>
        <translation>在失败的路径点周围画圈</translation>
    </message>
    <message>
        <source>Letters</source>
        <translation>字体</translation>
    </message>
    <message>
        <source>Letters&apos; size</source>
        <translation>字号</translation>
    </message>
    <message>
        <source>colour %1</source>
        <translation>第 %1 色</translation>
    </message>
</context>
<context>
    <name>tracestudio::FilmDialog</name>
    <message>
        <source>Film</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Film…</source>
        <translation>视频…</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>运动方式</translation>
    </message>
    <message>
        <source>turntable: once around</source>
        <translation>转台：绕行一周</translation>
    </message>
    <message>
        <source>swing: to either side and back</source>
        <translation>摆动：向两侧来回</translation>
    </message>
    <message>
        <source>sweep: the object moves along its trace</source>
        <translation>扫掠：物体沿其轨迹移动</translation>
    </message>
    <message>
        <source>To either side</source>
        <translation>每侧角度</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>Frames a second</source>
        <translation>每秒帧数</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Fewer dots per inch make a film that plays everywhere.</source>
        <translation>降低 dpi，视频即可在各处播放。</translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) of %1 × %2 pixels.</source>
        <translation>
            <numerusform>%n 帧，每帧 %1 × %2 像素。</numerusform>
        </translation>
    </message>
    <message>
        <source>A GIF shows at most 50 frames a second.</source>
        <translation>GIF 每秒最多显示 50 帧。</translation>
    </message>
</context>
<context>
    <name>tracestudio::FilterPopup</name>
    <message>
        <source>More filters</source>
        <translation>更多筛选</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Fewest steps</source>
        <translation>最少步数</translation>
    </message>
    <message>
        <source>Most steps</source>
        <translation>最多步数</translation>
    </message>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>unreviewed</source>
        <translation>未审阅</translation>
    </message>
    <message>
        <source>marked good</source>
        <translation>标为好</translation>
    </message>
    <message>
        <source>marked bad</source>
        <translation>标为差</translation>
    </message>
    <message>
        <source>with a note</source>
        <translation>有备注</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>有问题</translation>
    </message>
    <message>
        <source>Categories</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Succeeds</source>
        <translation>成功</translation>
    </message>
    <message>
        <source>Fails</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>and fails</source>
        <translation>且失败</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Add a metric</source>
        <translation>添加指标</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>（无）</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>min</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Remove this metric</source>
        <translation>移除此指标</translation>
    </message>
</context>
<context>
    <name>tracestudio::FindingList</name>
    <message>
        <source>Missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Odd</source>
        <translation>可疑</translation>
    </message>
    <message>
        <source>%1 more are not listed.</source>
        <translation>另有 %1 条未列出。</translation>
    </message>
    <message>
        <source>Show the waypoint</source>
        <translation>显示该路径点</translation>
    </message>
</context>
<context>
    <name>tracestudio::FolderDialog</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>A new folder, or one that is empty.</source>
        <translation>新文件夹或空文件夹。</translation>
    </message>
</context>
<context>
    <name>tracestudio::FormDialog</name>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
</context>
<context>
    <name>tracestudio::FreezeDialog</name>
    <message>
        <source>Save this frame as a sample</source>
        <translation>将此帧存为样本</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>none yet: to be annotated later</source>
        <translation>暂无：以后标注</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>物体</translation>
    </message>
    <message>
        <source>what is to be moved, such as the teal mug</source>
        <translation>要移动的物体，例如 the teal mug</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>目的地</translation>
    </message>
    <message>
        <source>where to, such as the top of the shelf</source>
        <translation>移到哪里，例如 the top of the shelf</translation>
    </message>
    <message>
        <source>Data source</source>
        <translation>数据来源</translation>
    </message>
    <message>
        <source>What the sample is counted under, such as the place or the camera</source>
        <translation>样本按此归类，例如地点或相机</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>the open dataset %1</source>
        <translation>已打开的数据集 %1</translation>
    </message>
    <message>
        <source>another folder…</source>
        <translation>其他文件夹…</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Folder of a dataset, or for a new one</source>
        <translation>数据集的文件夹，或用于新数据集的文件夹</translation>
    </message>
    <message>
        <source>Give the whole path of the folder, from / on.</source>
        <translation>请给出文件夹的完整路径，从 / 开始。</translation>
    </message>
    <message>
        <source>%1 is a file. Choose a folder.</source>
        <translation>%1 是文件。请选择文件夹。</translation>
    </message>
    <message>
        <source>You may not write in %1. Choose another folder, or change its permissions.</source>
        <translation>无权写入 %1。请选择其他文件夹，或更改其权限。</translation>
    </message>
    <message>
        <source>%1 is a file: there can be no folder in it.</source>
        <translation>%1 是文件：其中不能有文件夹。</translation>
    </message>
    <message>
        <source>%1 cannot be made: you may not write in %2.</source>
        <translation>无法创建 %1：无权写入 %2。</translation>
    </message>
    <message>
        <source>Choose the folder that the sample goes to.</source>
        <translation>请选择样本存到哪个文件夹。</translation>
    </message>
    <message>
        <source>Adds a sample to %1.</source>
        <translation>将向 %1 添加一个样本。</translation>
    </message>
    <message>
        <source>Makes the folder, and begins a dataset in it.</source>
        <translation>将创建该文件夹，并在其中新建数据集。</translation>
    </message>
    <message>
        <source>Begins a dataset in the folder.</source>
        <translation>将在该文件夹中新建数据集。</translation>
    </message>
    <message>
        <source>Adds a sample to what is in the folder.</source>
        <translation>将向该文件夹的现有内容添加一个样本。</translation>
    </message>
    <message>
        <source>Without an instruction it waits to be annotated.</source>
        <translation>没有指令时，样本留待标注。</translation>
    </message>
</context>
<context>
    <name>tracestudio::ImageEditor</name>
    <message>
        <source>Resize box</source>
        <translation>调整目标框尺寸</translation>
    </message>
    <message>
        <source>Turn box</source>
        <translation>旋转目标框</translation>
    </message>
    <message>
        <source>Move box</source>
        <translation>移动目标框</translation>
    </message>
    <message>
        <source>Put box</source>
        <translation>放置目标框</translation>
    </message>
    <message>
        <source>%1 × %2 × %3 m</source>
        <translation>%1 × %2 × %3 m</translation>
    </message>
    <message>
        <source>turned by %1°</source>
        <translation>旋转 %1°</translation>
    </message>
    <message>
        <source>%1, %2 px · %3 m</source>
        <translation>%1, %2 px · %3 m</translation>
    </message>
    <message>
        <source> · moved %1 m</source>
        <translation> · 移动 %1 m</translation>
    </message>
    <message>
        <source>Insert waypoint %1</source>
        <translation>插入路径点 %1</translation>
    </message>
    <message>
        <source>Add waypoint %1</source>
        <translation>添加路径点 %1</translation>
    </message>
    <message>
        <source>Move waypoint %1</source>
        <translation>移动路径点 %1</translation>
    </message>
    <message>
        <source>Change depth of waypoint %1</source>
        <translation>更改路径点 %1 的深度</translation>
    </message>
    <message>
        <source>Delete waypoint %1</source>
        <translation>删除路径点 %1</translation>
    </message>
    <message>
        <source>No depth here: a click asks for it</source>
        <translation>此处没有深度：单击后询问深度</translation>
    </message>
</context>
<context>
    <name>tracestudio::ImageOverlay</name>
    <message>
        <source>%1 · waypoint %2 of %3</source>
        <translation>%1 · 路径点 %2 / %3</translation>
    </message>
    <message>
        <source>%1, %2 px</source>
        <translation>%1, %2 px</translation>
    </message>
    <message>
        <source> · %1 m</source>
        <translation> · %1 m</translation>
    </message>
</context>
<context>
    <name>tracestudio::ImageView</name>
    <message>
        <source>%1 m</source>
        <translation>%1 m</translation>
    </message>
    <message>
        <source>No depth: this sample has none.</source>
        <translation>没有深度：此样本不含深度。</translation>
    </message>
    <message>
        <source>No depth: %1</source>
        <translation>没有深度：%1</translation>
    </message>
    <message>
        <source>No picture: this sample has none.</source>
        <translation>没有图像：此样本不含图像。</translation>
    </message>
    <message>
        <source>No picture: %1</source>
        <translation>没有图像：%1</translation>
    </message>
    <message>
        <source>No sample to show.</source>
        <translation>没有可显示的样本。</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>The sample&apos;s picture with its traces</source>
        <translation>样本的图像及其轨迹</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Image + depth</source>
        <translation>图像 + 深度</translation>
    </message>
    <message>
        <source>%1 · %2 %</source>
        <translation>%1 · %2 %</translation>
    </message>
    <message>
        <source>%1, %2 px</source>
        <translation>%1, %2 px</translation>
    </message>
    <message>
        <source> · %1 m · (%2, %3, %4) m</source>
        <translation> · %1 m · (%2, %3, %4) m</translation>
    </message>
    <message>
        <source> · no depth</source>
        <translation> · 无深度</translation>
    </message>
</context>
<context>
    <name>tracestudio::InspectorPanel</name>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Select a sample to see what was asked and how each model answered.</source>
        <translation>选择一个样本，查看指令以及各模型的回答。</translation>
    </message>
    <message>
        <source>Facts of the sample</source>
        <translation>样本信息</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Official score</source>
        <translation>官方评分</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Careful score</source>
        <translation>细致评分</translation>
    </message>
    <message>
        <source>Go there (G)</source>
        <translation>转到该处 (G)</translation>
    </message>
    <message>
        <source>Look at the selected waypoint, else at the first failing one, from where it is seen best</source>
        <translation>从最清楚的角度查看所选路径点，未选择时查看第一个失败的路径点</translation>
    </message>
    <message>
        <source>Sample %1</source>
        <translation>样本 %1</translation>
    </message>
    <message>
        <source>target</source>
        <translation>目标物体</translation>
    </message>
    <message>
        <source>destination</source>
        <translation>目的地</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Answer (%1)</source>
        <translation>回答（%1）</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
</context>
<context>
    <name>tracestudio::InstructionPanel</name>
    <message>
        <source>Instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>Type an instruction</source>
        <translation>输入指令</translation>
    </message>
    <message>
        <source>What the model is to do ( / ). Return asks, Shift+Return begins a line, ↑ and ↓ bring back what was asked before.</source>
        <translation>要模型做什么 ( / )。Return 提问，Shift+Return 换行，↑ 和 ↓ 调出以前问过的内容。</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>See and change the words that are sent, and how the answer is made</source>
        <translation>查看和更改所发送的文字，以及回答的生成方式</translation>
    </message>
    <message>
        <source>Prompt style</source>
        <translation>提示词样式</translation>
    </message>
    <message>
        <source>Style: </source>
        <translation>样式： </translation>
    </message>
    <message>
        <source>As the style has it</source>
        <translation>恢复为样式原文</translation>
    </message>
    <message>
        <source>Forget what was changed in the prompt</source>
        <translation>放弃对提示词所做的更改</translation>
    </message>
    <message>
        <source>answers: </source>
        <translation>回答数： </translation>
    </message>
    <message>
        <source>How many answers to this question</source>
        <translation>此问题要几个回答</translation>
    </message>
    <message>
        <source>Sampled</source>
        <translation>随机采样</translation>
    </message>
    <message>
        <source>Draw each word by chance, so that answers differ; else the likeliest word is taken</source>
        <translation>随机抽取每个词，使各个回答有所不同；否则取可能性最大的词</translation>
    </message>
    <message>
        <source>temperature: </source>
        <translation>温度： </translation>
    </message>
    <message>
        <source>How freely words are drawn</source>
        <translation>抽取词语的自由程度</translation>
    </message>
    <message>
        <source>at most tokens: </source>
        <translation>最多 token 数： </translation>
    </message>
    <message>
        <source>Where an answer is cut off</source>
        <translation>回答在何处截断</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>The model that is asked</source>
        <translation>要提问的模型</translation>
    </message>
    <message>
        <source>Model: %1</source>
        <translation>模型：%1</translation>
    </message>
    <message>
        <source>Stop  Esc</source>
        <translation>停止  Esc</translation>
    </message>
    <message>
        <source>Run  Ctrl+⏎</source>
        <translation>运行  Ctrl+⏎</translation>
    </message>
    <message>
        <source>Stop the model; what it said so far stays</source>
        <translation>停止模型；已经说出的内容会保留</translation>
    </message>
    <message>
        <source>Ask the model about this sample</source>
        <translation>就此样本向模型提问</translation>
    </message>
    <message>
        <source>Prompt, changed</source>
        <translation>提示词（已改）</translation>
    </message>
    <message>
        <source>Return asks · Shift+Return begins a line · ↑ and ↓ bring back what was asked</source>
        <translation>Return 提问 · Shift+Return 换行 · ↑ 和 ↓ 找回问过的指令</translation>
    </message>
    <message>
        <source>Prompt •</source>
        <translation>提示词 •</translation>
    </message>
    <message>
        <source>Start at measured depth</source>
        <translation>从测得的深度开始</translation>
    </message>
    <message>
        <source>Draw a trace from the depth that was measured where it starts, instead of the one that the model says. Scores and files keep the model&apos;s own</source>
        <translation>绘制轨迹时，起点使用该处测得的深度，而不是模型给出的深度。评分和文件仍使用模型自身的深度</translation>
    </message>
    <message>
        <source>Try</source>
        <translation>试试</translation>
    </message>
    <message>
        <source>Ask the model this</source>
        <translation>向模型提出此指令</translation>
    </message>
</context>
<context>
    <name>tracestudio::IntrinsicsDialog</name>
    <message>
        <source>Which camera took %1?</source>
        <translation>%1 由什么相机拍摄？</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>The recording holds no intrinsics. They stand in the camera&apos;s data sheet or its calibration, for the size of the colour pictures.</source>
        <translation>录制中没有内参。请查阅相机的数据手册或标定结果，取与彩色图尺寸对应的值。</translation>
    </message>
    <message>
        <source>Focal lengths are positive here: leave the sign away.</source>
        <translation>此处焦距为正数：请去掉负号。</translation>
    </message>
    <message>
        <source>Use this camera</source>
        <translation>使用此相机</translation>
    </message>
    <message>
        <source>Give the focal lengths and the principal point for pictures of %1×%2 pixels. They stand in the camera&apos;s data sheet or its calibration.</source>
        <translation>请填写与 %1×%2 像素图像对应的焦距和主点。它们见于相机的数据手册或标定结果。</translation>
    </message>
</context>
<context>
    <name>tracestudio::LayerPanel</name>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
</context>
<context>
    <name>tracestudio::LayerRowWidget</name>
    <message>
        <source>Colour of %1</source>
        <translation>%1 的颜色</translation>
    </message>
    <message>
        <source>Opacity and width of %1</source>
        <translation>%1 的不透明度和线宽</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>显示 %1</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>隐藏 %1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 pt</source>
        <translation>%1 pt</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>线宽</translation>
    </message>
</context>
<context>
    <name>tracestudio::MainWindow</name>
    <message>
        <source>Ground truth</source>
        <translation>真值</translation>
    </message>
    <message>
        <source>Destination box</source>
        <translation>目标框</translation>
    </message>
    <message>
        <source>Object mask</source>
        <translation>物体掩码</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Open a benchmark folder to begin, or drop one here.</source>
        <translation>打开一个基准文件夹开始，或将其拖到此处。</translation>
    </message>
    <message numerus="yes">
        <source>%n sample(s)</source>
        <translation>
            <numerusform>%n 个样本</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n model(s)</source>
        <translation>
            <numerusform>%n 个模型</numerusform>
        </translation>
    </message>
    <message>
        <source>Open a benchmark folder or a scene</source>
        <translation>打开基准文件夹或场景</translation>
    </message>
    <message>
        <source>Open answers</source>
        <translation>打开回答</translation>
    </message>
    <message>
        <source>Answers (*.jsonl);;All files (*)</source>
        <translation>回答 (*.jsonl);;所有文件 (*)</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of answers found in %1.</source>
        <translation>
            <numerusform>在 %1 中找到 %n 个回答文件。</numerusform>
        </translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open answers…</source>
        <translation>打开回答…</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>Close answers</source>
        <translation>关闭回答</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>&amp;Sample</source>
        <translation>样本(&amp;S)</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>Next without a mark</source>
        <translation>下一个未标记的样本</translation>
    </message>
    <message>
        <source>Previous without a mark</source>
        <translation>上一个未标记的样本</translation>
    </message>
    <message>
        <source>Go to sample…</source>
        <translation>转到样本…</translation>
    </message>
    <message>
        <source>Mark as good</source>
        <translation>标为好</translation>
    </message>
    <message>
        <source>Mark as bad</source>
        <translation>标为差</translation>
    </message>
    <message>
        <source>Note…</source>
        <translation>备注…</translation>
    </message>
    <message>
        <source>Go to the failing waypoint</source>
        <translation>转到失败的路径点</translation>
    </message>
    <message>
        <source>Filter…</source>
        <translation>筛选…</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Linked</source>
        <translation>联动</translation>
    </message>
    <message>
        <source>In the ego view, panning and zooming one view moves the other (L)</source>
        <translation>在相机视角下，平移和缩放一个视图会带动另一个 (L)</translation>
    </message>
    <message>
        <source>Keep zoom and camera between samples</source>
        <translation>切换样本时保持缩放和视角</translation>
    </message>
    <message>
        <source>Ego</source>
        <translation>相机视角</translation>
    </message>
    <message>
        <source>See the cloud from the capturing camera (E)</source>
        <translation>从采集相机的位置观看点云 (E)</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>俯视</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>总览</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Actual pixels</source>
        <translation>实际像素</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>着色</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Picture and depth</source>
        <translation>图像和深度</translation>
    </message>
    <message>
        <source>Cloud</source>
        <translation>点云</translation>
    </message>
    <message>
        <source>By picture</source>
        <translation>按图像</translation>
    </message>
    <message>
        <source>By depth</source>
        <translation>按深度</translation>
    </message>
    <message>
        <source>By height</source>
        <translation>按高度</translation>
    </message>
    <message>
        <source>Picture, depth or both</source>
        <translation>图像、深度或两者</translation>
    </message>
    <message>
        <source>Shading</source>
        <translation>明暗</translation>
    </message>
    <message>
        <source>Eye-dome lighting: edges of the cloud stand out (S)</source>
        <translation>Eye-dome 光照：突出点云边缘 (S)</translation>
    </message>
    <message>
        <source>Larger points</source>
        <translation>增大点</translation>
    </message>
    <message>
        <source>Smaller points</source>
        <translation>减小点</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Follow the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>The language changes when the program starts again.</source>
        <translation>语言将在程序下次启动时改变。</translation>
    </message>
    <message>
        <source>&amp;Window</source>
        <translation>窗口(&amp;W)</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>浏览器</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Fold the panels away</source>
        <translation>收起面板</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>汇总</translation>
    </message>
    <message>
        <source>Models side by side (F9)</source>
        <translation>并排比较模型 (F9)</translation>
    </message>
    <message>
        <source>Commands…</source>
        <translation>命令…</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Mouse in the image</source>
        <translation>图像中的鼠标操作</translation>
    </message>
    <message>
        <source>wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>zoom at the cursor</source>
        <translation>以光标为中心缩放</translation>
    </message>
    <message>
        <source>drag</source>
        <translation>拖动</translation>
    </message>
    <message>
        <source>move the picture</source>
        <translation>移动图像</translation>
    </message>
    <message>
        <source>click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>select a waypoint, the box or the object</source>
        <translation>选择路径点、框或物体</translation>
    </message>
    <message>
        <source>Mouse in the cloud</source>
        <translation>点云中的鼠标操作</translation>
    </message>
    <message>
        <source>left drag</source>
        <translation>左键拖动</translation>
    </message>
    <message>
        <source>orbit</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>Shift+drag</source>
        <translation>Shift+拖动</translation>
    </message>
    <message>
        <source>move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>double click</source>
        <translation>双击</translation>
    </message>
    <message>
        <source>turn about this place</source>
        <translation>绕此处旋转</translation>
    </message>
    <message>
        <source>O</source>
        <translation>O</translation>
    </message>
    <message>
        <source>parallel rays</source>
        <translation>平行投影</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message numerus="yes">
        <source>Scored %n answer(s) in %1 s</source>
        <translation>
            <numerusform>已为 %n 个回答评分，用时 %1 s</numerusform>
        </translation>
    </message>
    <message>
        <source>One view above the other</source>
        <translation>视图上下排列</translation>
    </message>
    <message>
        <source>This dataset holds no samples.</source>
        <translation>此数据集中没有样本。</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>Type an instruction</source>
        <translation>输入指令</translation>
    </message>
    <message>
        <source>Ask the model</source>
        <translation>向模型提问</translation>
    </message>
    <message>
        <source>Stop the model</source>
        <translation>停止模型</translation>
    </message>
    <message>
        <source>Clear the answers to this sample</source>
        <translation>清除对此样本的回答</translation>
    </message>
    <message>
        <source>Ask about many samples…</source>
        <translation>就多个样本提问…</translation>
    </message>
    <message>
        <source>Where kept answers go…</source>
        <translation>回答的保存位置…</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>Add a checkpoint&apos;s folder…</source>
        <translation>添加检查点文件夹…</translation>
    </message>
    <message>
        <source>Add a server…</source>
        <translation>添加服务器…</translation>
    </message>
    <message>
        <source>See and change the prompt</source>
        <translation>查看并修改提示词</translation>
    </message>
    <message>
        <source>Fi&amp;gure</source>
        <translation>插图(&amp;G)</translation>
    </message>
    <message>
        <source>Figure…</source>
        <translation>插图…</translation>
    </message>
    <message>
        <source>Compose a figure for a paper (Ctrl+Shift+E)</source>
        <translation>制作论文插图 (Ctrl+Shift+E)</translation>
    </message>
    <message>
        <source>Copy the figure</source>
        <translation>复制插图</translation>
    </message>
    <message>
        <source>Export the figure again</source>
        <translation>再次导出插图</translation>
    </message>
    <message>
        <source>Open a figure…</source>
        <translation>打开插图…</translation>
    </message>
    <message>
        <source>Open a figure</source>
        <translation>打开插图</translation>
    </message>
    <message>
        <source>Figures (*.pdf *.svg *.png)</source>
        <translation>插图 (*.pdf *.svg *.png)</translation>
    </message>
    <message>
        <source>Back to the camera</source>
        <translation>返回相机</translation>
    </message>
    <message>
        <source>&amp;Capture</source>
        <translation>采集(&amp;C)</translation>
    </message>
    <message>
        <source>See a camera or a recording live (Ctrl+6)</source>
        <translation>实时查看相机或录制 (Ctrl+6)</translation>
    </message>
    <message>
        <source>Open a recording…</source>
        <translation>打开录制文件…</translation>
    </message>
    <message>
        <source>Open a folder of pictures…</source>
        <translation>打开图像文件夹…</translation>
    </message>
    <message>
        <source>Freeze, or pause a recording</source>
        <translation>冻结，或暂停录制的播放</translation>
    </message>
    <message>
        <source>Save as a sample…</source>
        <translation>存为样本…</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Where recordings go…</source>
        <translation>录制的保存位置…</translation>
    </message>
    <message>
        <source>Choose a camera or a recording…</source>
        <translation>选择相机或录制文件…</translation>
    </message>
    <message>
        <source>Start or stop</source>
        <translation>开始或停止</translation>
    </message>
    <message>
        <source>Previous frame of a recording</source>
        <translation>录制文件的上一帧</translation>
    </message>
    <message>
        <source>Next frame of a recording</source>
        <translation>录制文件的下一帧</translation>
    </message>
    <message>
        <source>Ask again and again</source>
        <translation>反复提问</translation>
    </message>
    <message>
        <source>Carry traces over</source>
        <translation>沿用轨迹</translation>
    </message>
    <message>
        <source>Choose a camera or a recording below to see it here.</source>
        <translation>在下方选择相机或录制，即可在此处查看。</translation>
    </message>
    <message>
        <source>%1[*] — %2 — %3</source>
        <translation>%1[*] — %2 — %3</translation>
    </message>
    <message>
        <source>&amp;Annotate</source>
        <translation>标注(&amp;A)</translation>
    </message>
    <message>
        <source>Annotate</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Edit traces, boxes, masks and texts (Ctrl+7)</source>
        <translation>编辑轨迹、目标框、掩码和文字 (Ctrl+7)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Edit the trace</source>
        <translation>编辑轨迹</translation>
    </message>
    <message>
        <source>Edit the destination box</source>
        <translation>编辑目标框</translation>
    </message>
    <message>
        <source>Edit the mask</source>
        <translation>编辑掩码</translation>
    </message>
    <message>
        <source>Plan the trace</source>
        <translation>规划轨迹</translation>
    </message>
    <message>
        <source>Edit the instruction</source>
        <translation>编辑指令</translation>
    </message>
    <message>
        <source>Delete what is selected</source>
        <translation>删除所选内容</translation>
    </message>
    <message>
        <source>New dataset…</source>
        <translation>新建数据集…</translation>
    </message>
    <message>
        <source>New sample…</source>
        <translation>新建样本…</translation>
    </message>
    <message>
        <source>Duplicate the sample</source>
        <translation>复制为新样本</translation>
    </message>
    <message>
        <source>Delete the sample</source>
        <translation>删除样本</translation>
    </message>
    <message>
        <source>Check all samples…</source>
        <translation>检查全部样本…</translation>
    </message>
    <message>
        <source>Check of all samples</source>
        <translation>检查全部样本</translation>
    </message>
    <message>
        <source>Compare with another version…</source>
        <translation>与另一版本比较…</translation>
    </message>
    <message>
        <source>Another version of this dataset</source>
        <translation>此数据集的另一版本</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save a copy…</source>
        <translation>另存副本…</translation>
    </message>
    <message>
        <source>A copy is in %1.</source>
        <translation>副本已保存到 %1。</translation>
    </message>
    <message>
        <source>A new sample joins a dataset. Open one, or make one.</source>
        <translation>新样本须加入数据集。请打开或新建数据集。</translation>
    </message>
    <message>
        <source>New sample %1</source>
        <translation>新建样本 %1</translation>
    </message>
    <message>
        <source>Open a dataset first.</source>
        <translation>请先打开数据集。</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Unsaved edits</source>
        <translation>未保存的编辑</translation>
    </message>
    <message>
        <source>There are edits that are not saved. Save them before closing?</source>
        <translation>有未保存的编辑。关闭前要保存吗？</translation>
    </message>
    <message>
        <source>%1 goes on. Ctrl+6 brings its bar back.</source>
        <translation>%1 仍在运行。按 Ctrl+6 可重新显示其控制栏。</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Go to the camera bar</source>
        <translation>转到相机控制栏</translation>
    </message>
    <message>
        <source>Trace tool</source>
        <translation>轨迹工具</translation>
    </message>
    <message>
        <source>add a waypoint; on a segment, in between</source>
        <translation>添加路径点；在线段上则插入其间</translation>
    </message>
    <message>
        <source>move it; Ctrl: over the surface, Alt: along the ray</source>
        <translation>移动；Ctrl：沿表面，Alt：沿视线</translation>
    </message>
    <message>
        <source>wheel, Page Up / Down</source>
        <translation>滚轮、Page Up / Down</translation>
    </message>
    <message>
        <source>nearer or farther by 1 cm, with Shift 1 mm</source>
        <translation>移近或移远 1 cm，按住 Shift 为 1 mm</translation>
    </message>
    <message>
        <source>arrows</source>
        <translation>方向键</translation>
    </message>
    <message>
        <source>nudge it, with Shift by more in the image, by less in the cloud</source>
        <translation>微移；按住 Shift 时在图像中步长更大，在点云中更小</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>remove it</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>put back what is being dragged</source>
        <translation>还原正在拖动的内容</translation>
    </message>
    <message>
        <source>Box tool</source>
        <translation>目标框工具</translation>
    </message>
    <message>
        <source>drag, or Shift+drag</source>
        <translation>拖动或 Shift+拖动</translation>
    </message>
    <message>
        <source>fit a box to what is there</source>
        <translation>按该处内容拟合目标框</translation>
    </message>
    <message>
        <source>stand one there while there is none</source>
        <translation>尚无目标框时在该处立一个</translation>
    </message>
    <message>
        <source>move it; its faces resize it, its rings turn it (Ctrl: by 5°)</source>
        <translation>移动；面上的手柄调整大小，圆环旋转（Ctrl：每次 5°）</translation>
    </message>
    <message>
        <source>remove the selected box</source>
        <translation>删除选中的目标框</translation>
    </message>
    <message>
        <source>Mask tool</source>
        <translation>掩码工具</translation>
    </message>
    <message>
        <source>paint; with Shift or the right button, erase</source>
        <translation>绘制；按住 Shift 或用右键则擦除</translation>
    </message>
    <message>
        <source>smaller or larger brush</source>
        <translation>画笔变小或变大</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>回车</translation>
    </message>
    <message>
        <source>close the polygon; Backspace takes a point back</source>
        <translation>闭合多边形；退格撤回一个点</translation>
    </message>
    <message>
        <source>Give up the unsaved edits that were found</source>
        <translation>放弃找到的未保存编辑</translation>
    </message>
    <message>
        <source>New dataset</source>
        <translation>新建数据集</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>Another dataset was opened before sample %1 was made, so it is not added. Make it again.</source>
        <translation>样本 %1 生成之前已打开另一个数据集，因此未添加。请重新生成。</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>另存副本</translation>
    </message>
    <message>
        <source>Next waypoint</source>
        <translation>下一个路径点</translation>
    </message>
    <message>
        <source>Previous waypoint</source>
        <translation>上一个路径点</translation>
    </message>
    <message>
        <source>Other version</source>
        <translation>另一版本</translation>
    </message>
    <message>
        <source>Camera of the scene…</source>
        <translation>场景的相机…</translation>
    </message>
    <message>
        <source>Compare with the original</source>
        <translation>与原始版本比较</translation>
    </message>
    <message>
        <source>Show the other version</source>
        <translation>显示另一版本</translation>
    </message>
    <message>
        <source>End the comparison</source>
        <translation>结束比较</translation>
    </message>
    <message>
        <source>Saving a copy in %1…</source>
        <translation>正在 %1 中另存副本…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Another camera</source>
        <translation>更换相机</translation>
    </message>
    <message>
        <source>The camera of %1 is not known, so no dataset can be made of it yet.</source>
        <translation>%1 的相机未知，因此还不能制成数据集。</translation>
    </message>
    <message>
        <source>Enter the camera…</source>
        <translation>输入相机参数…</translation>
    </message>
    <message>
        <source>Differences from the original</source>
        <translation>与原始版本的差异</translation>
    </message>
    <message>
        <source>A copy is being saved</source>
        <translation>正在另存副本</translation>
    </message>
    <message>
        <source>A copy of the dataset is still being saved. Stop it and close? Nothing of it is left then.</source>
        <translation>数据集的副本仍在保存。要停止保存并关闭吗？已写出的部分不会保留。</translation>
    </message>
    <message>
        <source>Stop it and close</source>
        <translation>停止并关闭</translation>
    </message>
</context>
<context>
    <name>tracestudio::MessageBar</name>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <source>Show fewer</source>
        <translation>收起</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 条</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tracestudio::ModelController</name>
    <message>
        <source>3D trace</source>
        <translation>3D 轨迹</translation>
    </message>
    <message>
        <source>2D trace</source>
        <translation>2D 轨迹</translation>
    </message>
    <message>
        <source>Referring</source>
        <translation>指代</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>自由</translation>
    </message>
    <message>
        <source>Where the object goes, with depths</source>
        <translation>物体的去向，带深度</translation>
    </message>
    <message>
        <source>Where the object goes in the picture</source>
        <translation>物体在图像中的去向</translation>
    </message>
    <message>
        <source>Which points the words mean</source>
        <translation>文字所指的点</translation>
    </message>
    <message>
        <source>A length or a distance</source>
        <translation>长度或距离</translation>
    </message>
    <message>
        <source>The words as they are, nothing around them</source>
        <translation>原样发送文字，前后不加内容</translation>
    </message>
    <message>
        <source>RoboTracer</source>
        <translation>RoboTracer</translation>
    </message>
    <message>
        <source>RoboBrain</source>
        <translation>RoboBrain</translation>
    </message>
    <message>
        <source>any model</source>
        <translation>任意模型</translation>
    </message>
    <message>
        <source>any model, as published</source>
        <translation>任意模型，与官方相同</translation>
    </message>
    <message>
        <source>The words RoboTracer was trained on</source>
        <translation>训练 RoboTracer 时所用的文字</translation>
    </message>
    <message>
        <source>The words RoboBrain 2.5 was trained on</source>
        <translation>训练 RoboBrain 2.5 时所用的文字</translation>
    </message>
    <message>
        <source>The benchmark&apos;s words for other models, with this sample&apos;s own object</source>
        <translation>基准用于其他模型的文字，物体为此样本自己的物体</translation>
    </message>
    <message>
        <source>The same with the published script&apos;s fault: every prompt names another sample&apos;s object. For comparing with published numbers</source>
        <translation>同上，但带有官方脚本的缺陷：每个提示词给出的都是另一个样本的物体。用于与官方数字比较</translation>
    </message>
    <message>
        <source>Kept in %1.</source>
        <translation>已保存到 %1。</translation>
    </message>
    <message>
        <source>The run was stopped: %1. Run the same again to go on.</source>
        <translation>运行已停止：%1。再次进行同样的运行即可继续。</translation>
    </message>
    <message>
        <source>Add a checkpoint&apos;s folder…</source>
        <translation>添加检查点文件夹…</translation>
    </message>
    <message>
        <source>Add a server…</source>
        <translation>添加服务器…</translation>
    </message>
    <message>
        <source>Settings of %1…</source>
        <translation>%1 的设置…</translation>
    </message>
    <message>
        <source>Forget %1</source>
        <translation>从列表中移除 %1</translation>
    </message>
    <message>
        <source>Free its memory</source>
        <translation>释放其内存</translation>
    </message>
    <message>
        <source>Folder of a checkpoint as downloaded</source>
        <translation>已下载的检查点文件夹</translation>
    </message>
    <message>
        <source>%1 holds no config.json, so it is not a checkpoint. Choose the folder with config.json and the .safetensors files of a Qwen3-VL or RoboBrain 2.5 model.</source>
        <translation>%1 中没有 config.json，因此不是检查点。请选择含有 Qwen3-VL 或 RoboBrain 2.5 模型的 config.json 和 .safetensors 文件的文件夹。</translation>
    </message>
    <message>
        <source>Open a sample to ask about.</source>
        <translation>请打开要提问的样本。</translation>
    </message>
    <message>
        <source>Choose a model first: a checkpoint&apos;s folder, or a server.</source>
        <translation>请先选择模型：检查点文件夹或服务器。</translation>
    </message>
    <message>
        <source>Type an instruction first.</source>
        <translation>请先输入指令。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>%1: %2 tokens in %3 s</source>
        <translation>%1：%2 个 token，用时 %3 秒</translation>
    </message>
    <message>
        <source>%1: answered in %2 s</source>
        <translation>%1：已回答，用时 %2 秒</translation>
    </message>
    <message>
        <source>%1 tokens/s</source>
        <translation>%1 token/秒</translation>
    </message>
    <message>
        <source>Folder for the files of answers</source>
        <translation>存放回答文件的文件夹</translation>
    </message>
    <message>
        <source>Open a benchmark folder to ask about.</source>
        <translation>请打开要提问的基准文件夹。</translation>
    </message>
    <message numerus="yes">
        <source>the %n sample(s) that the filter shows</source>
        <translation>
            <numerusform>筛选显示的 %n 个样本</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>all %n sample(s)</source>
        <translation>
            <numerusform>全部 %n 个样本</numerusform>
        </translation>
    </message>
    <message>
        <source>this one, %1</source>
        <translation>当前样本，%1</translation>
    </message>
    <message>
        <source>The run over %1 is done: %2.</source>
        <translation>对 %1 的批量提问已完成：%2。</translation>
    </message>
    <message>
        <source>Only answers are open, no pictures to ask about. Open the benchmark folder.</source>
        <translation>只打开了回答，没有可供提问的图片。请打开基准文件夹。</translation>
    </message>
    <message numerus="yes">
        <source>%n answer(s) cleared.</source>
        <translation>
            <numerusform>已清除 %n 个回答。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the %n selected sample(s)</source>
        <translation>
            <numerusform>选中的 %n 个样本</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 has another answer to this sample.</source>
        <translation>%1 中已有对此样本的另一个回答。</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>替换它</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Wait for the camera&apos;s first picture.</source>
        <translation>请等待相机的第一幅图像。</translation>
    </message>
    <message>
        <source>instruction alone</source>
        <translation>仅指令</translation>
    </message>
    <message>
        <source>The words as they are, for models that were trained to answer them with a trace</source>
        <translation>原样发送文字，用于经过训练、能以轨迹作答的模型</translation>
    </message>
    <message>
        <source>About %1…</source>
        <translation>关于 %1…</translation>
    </message>
    <message>
        <source>%1 knows drawn scenes like the bundled samples; of photographs it says nothing useful.</source>
        <translation>%1 只认识与自带样本类似的绘制场景；对照片给不出有用的回答。</translation>
    </message>
    <message>
        <source>%1 cannot be read. Install the program again.</source>
        <translation>无法读取 %1。请重新安装程序。</translation>
    </message>
    <message>
        <source>About %1</source>
        <translation>关于 %1</translation>
    </message>
</context>
<context>
    <name>tracestudio::ModelDialog</name>
    <message>
        <source>Model on a server</source>
        <translation>服务器上的模型</translation>
    </message>
    <message>
        <source>Model in this program</source>
        <translation>此程序中的模型</translation>
    </message>
    <message>
        <source>What the window and the files of answers call it</source>
        <translation>窗口和回答文件中对它的称呼</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>automatic: a GPU where there is one</source>
        <translation>自动：有 GPU 时使用 GPU</translation>
    </message>
    <message>
        <source>processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>bfloat16: half the memory</source>
        <translation>bfloat16：内存减半</translation>
    </message>
    <message>
        <source>float32: exact</source>
        <translation>float32：精确</translation>
    </message>
    <message>
        <source>all cores but one</source>
        <translation>除一个以外的全部核心</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>by the names of model and address</source>
        <translation>由模型名和地址决定</translation>
    </message>
    <message>
        <source>RoboTracer: sends the files&apos; paths</source>
        <translation>RoboTracer：发送文件路径</translation>
    </message>
    <message>
        <source>/query: sends the picture</source>
        <translation>/query：发送图片</translation>
    </message>
    <message>
        <source>chat completions, as OpenAI has them</source>
        <translation>chat completions，与 OpenAI 相同</translation>
    </message>
    <message>
        <source>A RoboTracer server reads picture and depth from the same disk as this program; the others are sent the picture.</source>
        <translation>RoboTracer 服务器与此程序从同一磁盘读取图片和深度；对其他服务器则发送图片。</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>as the server calls it, such as RoboTracer_Intrinsics_Depth</source>
        <translation>服务器所用的名称，例如 RoboTracer_Intrinsics_Depth</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>kept here</source>
        <translation>保存在此处</translation>
    </message>
    <message>
        <source>from the environment</source>
        <translation>来自环境变量</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Kept in a file that only you can read, apart from the other settings; never written to answers, exports or messages</source>
        <translation>与其他设置分开，保存在仅当前用户可读的文件中；绝不写入回答、导出内容或消息</translation>
    </message>
    <message>
        <source>The name of an environment variable that holds the key</source>
        <translation>存有密钥的环境变量的名称</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>Wait at most</source>
        <translation>最长等待</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>尝试次数</translation>
    </message>
    <message>
        <source>Test the connection</source>
        <translation>测试连接</translation>
    </message>
    <message>
        <source>Folder of a checkpoint as downloaded</source>
        <translation>已下载的检查点文件夹</translation>
    </message>
    <message>
        <source>Give the server&apos;s address, such as http://127.0.0.1:25547.</source>
        <translation>请给出服务器地址，例如 http://127.0.0.1:25547。</translation>
    </message>
    <message>
        <source>Choose the folder of a checkpoint as downloaded.</source>
        <translation>请选择已下载的检查点文件夹。</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>正在询问 %1…</translation>
    </message>
    <message>
        <source>✓ The server answers, after %1 ms.</source>
        <translation>✓ 服务器有应答，用时 %1 毫秒。</translation>
    </message>
    <message>
        <source>It has: %1.</source>
        <translation>它有：%1。</translation>
    </message>
    <message>
        <source>It does not know the model %1; it has: %2.</source>
        <translation>它不认识模型 %1；它有：%2。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>模型自己的名称</translation>
    </message>
    <message>
        <source>✓ A server answers there, after %1 ms. Whether it takes questions shows with the first one.</source>
        <translation>✓ 那里有服务器应答，用时 %1 毫秒。它是否接受提问，要到第一次提问时才知道。</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>确定</translation>
    </message>
</context>
<context>
    <name>tracestudio::NewSampleDialog</name>
    <message>
        <source>New sample</source>
        <translation>新建样本</translation>
    </message>
    <message>
        <source>Make</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp)</source>
        <translation>图像 (*.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp)</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Colour picture of the scene</source>
        <translation>场景的彩色图</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Depth picture, aligned to the colour picture</source>
        <translation>与彩色图对齐的深度图</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>may follow later</source>
        <translation>可以以后补上</translation>
    </message>
    <message>
        <source>Choose a colour picture; depth and intrinsics beside it are found.</source>
        <translation>请选择彩色图；会自动找出其旁边的深度图和内参。</translation>
    </message>
    <message>
        <source>Choose the depth picture that goes with it.</source>
        <translation>请选择与其对应的深度图。</translation>
    </message>
    <message>
        <source>Give the focal lengths and the principal point, in pixels of the colour picture. They stand in the camera&apos;s data sheet or its calibration.</source>
        <translation>请填写焦距和主点，以彩色图像的像素为单位。它们见于相机的数据手册或标定结果。</translation>
    </message>
    <message>
        <source>The intrinsics were found beside the picture.</source>
        <translation>内参已在图片旁找到。</translation>
    </message>
</context>
<context>
    <name>tracestudio::NumberField</name>
    <message>
        <source>%1 needs a number.</source>
        <translation>%1 需要一个数。</translation>
    </message>
    <message>
        <source>%1 can be from %2 to %3, not %4.</source>
        <translation>%1 须在 %2 到 %3 之间，不能是 %4。</translation>
    </message>
    <message>
        <source>%1: “%2” is not a number.</source>
        <translation>%1：“%2”不是数。</translation>
    </message>
</context>
<context>
    <name>tracestudio::PlaybackBar</name>
    <message>
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Type a number and press Return to go to that frame</source>
        <translation>输入编号并按 Return，转到该帧</translation>
    </message>
    <message>
        <source>Time since the first frame, and of the whole recording</source>
        <translation>从第一帧起的时间，以及整个录制的时长</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>How fast the recording plays</source>
        <translation>录制的播放速度</translation>
    </message>
    <message>
        <source>%1×</source>
        <translation>%1×</translation>
    </message>
    <message>
        <source>Begin again after the last frame</source>
        <translation>播完最后一帧后从头开始</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
</context>
<context>
    <name>tracestudio::RunDialog</name>
    <message>
        <source>Ask about many samples</source>
        <translation>就多个样本提问</translation>
    </message>
    <message>
        <source>Names the files, and tells the evaluator how to read the answers</source>
        <translation>用作文件名，并告诉评估程序如何读取回答</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>3D traces</source>
        <translation>3D 轨迹</translation>
    </message>
    <message>
        <source>2D traces</source>
        <translation>2D 轨迹</translation>
    </message>
    <message>
        <source>3D traces, then 2D traces</source>
        <translation>先 3D 轨迹，后 2D 轨迹</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Prompt style</source>
        <translation>提示词样式</translation>
    </message>
    <message>
        <source>At most tokens</source>
        <translation>最多 token 数</translation>
    </message>
    <message>
        <source>How many questions the server is asked at once</source>
        <translation>同时向服务器提出多少个问题</translation>
    </message>
    <message>
        <source>At once</source>
        <translation>同时提问数</translation>
    </message>
    <message>
        <source>Answers to</source>
        <translation>回答写入</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Folder for the files of answers</source>
        <translation>存放回答文件的文件夹</translation>
    </message>
    <message>
        <source>Give the model a name.</source>
        <translation>请给模型一个名称。</translation>
    </message>
    <message>
        <source>Choose where the answers go.</source>
        <translation>请选择回答写到哪里。</translation>
    </message>
    <message>
        <source>Writes %1.</source>
        <translation>将写出 %1。</translation>
    </message>
    <message>
        <source>%1 is there: its answers are kept, and only what is missing or empty is asked.</source>
        <translation>%1 已存在：其中的回答会保留，只询问缺失或为空的部分。</translation>
    </message>
</context>
<context>
    <name>tracestudio::SampleListModel</name>
    <message>
        <source>id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>source</source>
        <translation>来源</translation>
    </message>
</context>
<context>
    <name>tracestudio::SampleListView</name>
    <message>
        <source>step %1</source>
        <translation>步数 %1</translation>
    </message>
    <message>
        <source>Reviewed: good</source>
        <translation>已审阅：好</translation>
    </message>
    <message>
        <source>Reviewed: bad</source>
        <translation>已审阅：差</translation>
    </message>
</context>
<context>
    <name>tracestudio::SampleTexts</name>
    <message>
        <source>What is to be done, as a person would say it. Shift+Return begins a line.</source>
        <translation>要做什么，按人平常的说法写。Shift+Return 换行。</translation>
    </message>
    <message>
        <source>Change instruction</source>
        <translation>更改指令</translation>
    </message>
    <message>
        <source>Instruction</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>Target object</source>
        <translation>目标物体</translation>
    </message>
    <message>
        <source>Change target object</source>
        <translation>更改目标物体</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>目的地</translation>
    </message>
    <message>
        <source>Change destination</source>
        <translation>更改目的地</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Change category</source>
        <translation>更改类别</translation>
    </message>
    <message>
        <source>Data source</source>
        <translation>数据来源</translation>
    </message>
    <message>
        <source>Change data source</source>
        <translation>更改数据来源</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>How many relations and objects the instruction speaks of; may be left empty</source>
        <translation>指令涉及多少个关系和物体；可留空</translation>
    </message>
    <message>
        <source>Change step</source>
        <translation>更改步数</translation>
    </message>
    <message>
        <source>↓ lists what other samples say</source>
        <translation>↓ 列出其他样本所用的内容</translation>
    </message>
</context>
<context>
    <name>tracestudio::ShortcutsDialog</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>tracestudio::StyleNameDialog</name>
    <message>
        <source>Save the style</source>
        <translation>保存样式</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Give the style a name.</source>
        <translation>请给样式一个名称。</translation>
    </message>
    <message>
        <source>This is the name of a built-in style. Choose another one.</source>
        <translation>这是内置样式的名称。请换一个名称。</translation>
    </message>
    <message>
        <source>Use letters, digits and spaces: the name becomes that of a file.</source>
        <translation>请使用字母、数字和空格：名称会成为文件名。</translation>
    </message>
    <message>
        <source>Replaces your style of this name.</source>
        <translation>将替换同名的自定义样式。</translation>
    </message>
    <message>
        <source>Keeps lines, nodes, colours and letters as they are now.</source>
        <translation>按现状保存线条、节点、颜色和文字。</translation>
    </message>
</context>
<context>
    <name>tracestudio::SummaryPanel</name>
    <message>
        <source>Summary</source>
        <translation>汇总</translation>
    </message>
    <message>
        <source>Rates by model</source>
        <translation>各模型的比率</translation>
    </message>
    <message>
        <source>No answers open: drop a .jsonl file here or use Open answers…</source>
        <translation>没有打开的回答：将 .jsonl 文件拖到此处，或使用“打开回答…”</translation>
    </message>
    <message>
        <source>Open answers…</source>
        <translation>打开回答…</translation>
    </message>
    <message>
        <source>Published score</source>
        <translation>官方评分</translation>
    </message>
    <message>
        <source>Careful score</source>
        <translation>细致评分</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Faults of the published evaluator that touch these answers</source>
        <translation>官方评估程序中影响这些回答的缺陷</translation>
    </message>
</context>
<context>
    <name>tracestudio::Timeline</name>
    <message>
        <source>Frame %1, which the answer is about</source>
        <translation>第 %1 帧，即回答所针对的帧</translation>
    </message>
    <message>
        <source>Frame %1 of %2. Click or drag; arrows and wheel step</source>
        <translation>第 %1 帧，共 %2 帧。单击或拖动；用方向键和滚轮逐帧移动</translation>
    </message>
</context>
<context>
    <name>tracestudio::WaypointModel</name>
    <message>
        <source>Show the waypoint (G)</source>
        <translation>显示该路径点 (G)</translation>
    </message>
    <message>
        <source>X, m</source>
        <translation>X，m</translation>
    </message>
    <message>
        <source>Y, m</source>
        <translation>Y，m</translation>
    </message>
    <message>
        <source>Z, m</source>
        <translation>Z，m</translation>
    </message>
    <message>
        <source>x, px</source>
        <translation>x，px</translation>
    </message>
    <message>
        <source>y, px</source>
        <translation>y，px</translation>
    </message>
    <message>
        <source>depth, m</source>
        <translation>深度，m</translation>
    </message>
    <message>
        <source>A number is needed here. Esc brings back the one there was.</source>
        <translation>此处需要一个数。按 Esc 恢复原来的数。</translation>
    </message>
    <message>
        <source>“%1” is not a number.</source>
        <translation>“%1”不是数。</translation>
    </message>
    <message>
        <source>The waypoint is behind the camera. Give it a depth first.</source>
        <translation>路径点在相机后方。请先给出其深度。</translation>
    </message>
    <message>
        <source>%1 px is too far away.</source>
        <translation>%1 px 太远。</translation>
    </message>
    <message>
        <source>A depth has to be above 0 m.</source>
        <translation>深度必须大于 0 m。</translation>
    </message>
    <message>
        <source>%1 m is too far away.</source>
        <translation>%1 m 太远。</translation>
    </message>
    <message>
        <source>Move waypoint %1</source>
        <translation>移动路径点 %1</translation>
    </message>
</context>
<context>
    <name>tracestudio::WaypointTable</name>
    <message>
        <source>None yet. Click in a view with the trace tool, or add them here.</source>
        <translation>还没有路径点。请用轨迹工具在视图中单击，或在此处添加。</translation>
    </message>
    <message>
        <source>Pixel, depth</source>
        <translation>像素、深度</translation>
    </message>
    <message>
        <source>Where each waypoint is seen in the picture, and how deep it is</source>
        <translation>每个路径点在图像中的位置及其深度</translation>
    </message>
    <message>
        <source>X, Y, Z</source>
        <translation>X、Y、Z</translation>
    </message>
    <message>
        <source>Where each waypoint is in the camera&apos;s space: right, down, ahead</source>
        <translation>每个路径点在相机坐标系中的位置：向右、向下、向前</translation>
    </message>
    <message>
        <source>Waypoints</source>
        <translation>路径点</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Put a waypoint behind the selected one (Insert), to be given its numbers</source>
        <translation>在所选路径点之后放置一个路径点 (Insert)，再填写其数值</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the selected waypoint (Delete)</source>
        <translation>移除所选路径点 (Delete)</translation>
    </message>
    <message>
        <source>Add waypoint %1</source>
        <translation>添加路径点 %1</translation>
    </message>
    <message>
        <source>Remove waypoint %1</source>
        <translation>移除路径点 %1</translation>
    </message>
</context>
</TS>
