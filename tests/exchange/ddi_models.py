"""Content models of DDI-Codebook 2.5, for the elements that the codebook uses.

Written by hand after the standard's own XML Schema, which is not bundled: for each
element its children in the order they must have, with a mark for how often
(``?`` at most once, ``!`` exactly once, ``*`` any number, ``+`` at least once), and its
attributes with their values where the schema lists them. ``TEXT`` has text alone.
"""

from __future__ import annotations

TEXT = ""
GLOBALS = {"ID": None, "lang": {"da", "en"}}

CHILDREN = {
    "codeBook": "docDscr* stdyDscr+ fileDscr* dataDscr* otherMat*",
    "docDscr": "citation? guide* docStatus* docSrc* controlledVocabUsed* notes*",
    "stdyDscr": "citation+ studyAuthorization* stdyInfo* studyDevelopment* method* "
    "dataAccs* othrStdyMat* notes*",
    "citation": "titlStmt! rspStmt? prodStmt? distStmt? serStmt* verStmt* biblCit* "
    "holdings* notes*",
    "titlStmt": "titl! subTitl* altTitl* parTitl* IDNo*",
    "rspStmt": "AuthEnty* othId*",
    "prodStmt": "producer* copyright* prodDate* prodPlac* software* fundAg* grantNo*",
    "verStmt": "version* verResp* notes*",
    "stdyInfo": "studyBudget* subject* abstract* sumDscr* qualityStatement? notes* "
    "exPostEvaluation*",
    "subject": "keyword* topcClas*",
    "sumDscr": "timePrd* collDate* nation* geogCover* geogUnit* geoBndBox? boundPoly* "
    "anlyUnit* universe* dataKind*",
    "method": "dataColl* notes* anlyInfo? stdyClas* dataProcessing* "
    "codingInstructions*",
    "dataColl": "timeMeth* dataCollector* collectorTraining* frequenc* sampProc* "
    "sampleFrame* targetSampleSize* deviat* collMode* resInstru* "
    "instrumentDevelopment* "
    "sources? collSitu* actMin* ConOps* weight* cleanOps*",
    "sampleFrame": "sampleFrameName* labl* txt* validPeriod* custodian* useStmt* "
    "universe* frameUnit* referencePeriod* updateProcedure*",
    "frameUnit": "unitType! txt*",
    "targetSampleSize": "sampleSize? sampleSizeFormula*",
    "anlyInfo": "respRate* EstSmpErr* dataAppr*",
    "dataAccs": "setAvail* useStmt* notes*",
    "useStmt": "confDec* specPerm* restrctn* contact* citReq* deposReq* conditions* "
    "disclaimer*",
    "fileDscr": "fileTxt* locMap? notes*",
    "fileTxt": "fileName* fileCitation? dataFingerprint* fileCont? fileStrc? dimensns? "
    "fileType* format* filePlac* dataChck* ProcStat* dataMsng* software* verStmt*",
    "fileStrc": "recGrp* notes*",
    "dimensns": "caseQnty* varQnty* logRecL* recPrCas* recNumTot*",
    "dataDscr": "varGrp* nCubeGrp* var* nCube* notes*",
    "varGrp": "labl* txt* concept* defntn* universe* notes*",
    "var": "location* labl* imputation* security* embargo* respUnit* anlysUnit* qstn* "
    "valrng* invalrng* undocCod* universe* TotlResp* sumStat* txt* stdCatgry* "
    "catgryGrp* catgry* codInstr* verStmt* concept* derivation? varFormat? geoMap* "
    "catLevel* notes*",
    "qstn": "qstnLit*",
    "invalrng": "item+ key* notes*",
    "item": TEXT,
    "catgry": "catValu? labl* txt* catStat* mrow?",
    **dict.fromkeys(
        ("titl", "parTitl", "IDNo", "AuthEnty", "producer", "software", "version",
         "notes", "keyword", "abstract", "collDate", "anlyUnit", "universe", "dataKind",
         "timeMeth", "sampleFrameName", "unitType", "sampleSize", "weight", "respRate",
         "dataAppr", "confDec", "restrctn", "conditions", "fileName", "fileCont",
         "caseQnty", "varQnty", "fileType", "dataMsng", "labl", "qstnLit", "sumStat",
         "catValu", "catStat", "concept", "varFormat"),
        TEXT,
    ),
}  # fmt: skip

ATTRIBUTES = {
    "codeBook": {"version": {"2.5"}, "schemaLocation": None},
    "software": {"version": None},
    "collDate": {"date": None, "event": {"start", "end", "single"}, "cycle": None},
    "unitType": {"numberOfUnits": None},
    "fileStrc": {"type": {"rectangular", "hierarchical", "relational", "nested"}},
    "fileType": {"charset": None},
    "varGrp": {"type": {"multipleResp", "subject"}, "name": None, "var": None},
    "var": {
        "name": None, "files": None, "intrvl": {"contin", "discrete"},
        "representationType": {"text", "numeric", "code", "datetime"},
    },
    "item": {"VALUE": None},
    "catgry": {"missing": {"Y", "N"}, "missType": None},
    "catStat": {"type": {"freq", "percent", "crosstab", "other"}},
    "sumStat": {"type": {"mean", "medn", "mode", "vald", "invd", "min", "max"}},
    "varFormat": {
        "type": {"character", "numeric"}, "schema": {"ISO", "other"},
        "category": {"date", "time", "currency", "other"},
    },
}  # fmt: skip
REQUIRED = {"var": {"name"}, "sumStat": {"type"}}
